/** What is spelled differently where the people are made by the database itself. */
export type Spelling = {
  /** Counts from 0 to `count` − 1, as `seq.k`. */
  sequence(count: number): string
  uuid(number: string, kind: string): string
  bytes: string
  /** What triggers would write on the row of a person for every row of other tables stands there from the first; they are told not to (`crowd.ts`). */
  writesKept: boolean
  /** The beginnings of names stand with the person, not in a table of their own. */
  startsWithPerson: boolean
}

export const spellings: { [Dialect in 'sqlite' | 'postgres']: Spelling } = {
  sqlite: {
    sequence: (count) => `(WITH RECURSIVE counted (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM counted WHERE k + 1 < ${count}) SELECT k FROM counted) AS seq`,
    uuid: (number, kind) => `printf('%08x-0000-4000-8000-00000000%s', ${number}, '${kind}')`,
    bytes: `x'00'`,
    writesKept: false,
    startsWithPerson: true,
  },
  postgres: {
    sequence: (count) => `generate_series(0::bigint, ${count - 1}) AS seq (k)`,
    uuid: (number, kind) => `lpad(to_hex(${number}), 8, '0') || '-0000-4000-8000-00000000${kind}'`,
    bytes: `'\\x00'::bytea`,
    writesKept: true,
    startsWithPerson: false,
  },
}
