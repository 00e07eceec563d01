import { fold } from '../fold.ts'
import { lengthOf } from '../normalise.ts'
import { namePartsOf, startColumns, startsIn } from '../user-words.ts'
import type { Ask, Migration, Words } from './migration.ts'

/**
 * Names are found without their marks, and in every form of a character; what the first page of the console counts has an
 * index that answers by itself.
 */
export const foundAndCounted: Migration = {
  number: 11,
  name: 'found-and-counted',
  statements: (words) => [
    // Whether somebody is enabled stands behind the number: whoever used no code for long is counted without a look at each.
    'DROP INDEX users_by_otp_use',
    'CREATE INDEX users_by_otp_use ON users (realm_id, otp_used_period, n, enabled)',
    // 1: their codes go to the address on file.
    `ALTER TABLE users ADD COLUMN one_mailbox ${words.small} NOT NULL DEFAULT 0`,
    ...keptMailbox(words),
    'CREATE INDEX users_of_one_mailbox ON users (realm_id, n, enabled, otp_status) WHERE one_mailbox = 1',
    // How frequent a word is decides how it is looked for: a hundred people of a million are one in ten thousand.
    ...(words.dialect === 'postgres' ? ['ALTER TABLE users ALTER COLUMN search_text SET STATISTICS 500'] : []),
  ],
  async rows(ask, { dialect }) {
    await foldNames(ask, dialect)
    if (dialect === 'postgres') await ask('ANALYZE users (search_text)', [])
  },
}

/** Kept beside what triggers of before keep on the same rows for the same reasons (0009). */
function keptMailbox({ dialect }: Words): string[] {
  const isOne = `(CASE WHEN email IS NOT NULL AND EXISTS (SELECT 1 FROM authenticators WHERE authenticators.realm_id = users.realm_id AND authenticators.user_id = users.id
    AND authenticators.state <> 'suspended' AND authenticators.address IS NOT NULL AND lower(authenticators.address) = lower(users.email)) THEN 1 ELSE 0 END)`
  const kept = (where: string) => `UPDATE users SET one_mailbox = ${isOne} WHERE ${where} AND one_mailbox <> ${isOne};`
  const of = (row: string) => kept(`users.realm_id = ${row}.realm_id AND users.id = ${row}.user_id`)
  const differs = (column: string) => `old.${column} IS ${dialect === 'sqlite' ? 'NOT' : 'DISTINCT FROM'} new.${column}`
  const triggers: readonly (readonly [name: string, how: string, when: string, body: string])[] = [
    ['one_mailbox_first', 'AFTER INSERT ON authenticators', 'new.address IS NOT NULL', of('new')],
    ['one_mailbox_less', 'AFTER DELETE ON authenticators', 'old.address IS NOT NULL', of('old')],
    ['one_mailbox_other', 'AFTER UPDATE OF state, address ON authenticators', `${differs('address')} OR new.address IS NOT NULL AND ${differs('state')}`, of('new')],
    ['one_mailbox_moved', 'AFTER UPDATE OF email ON users', differs('email'), kept('users.n = new.n')],
  ]
  return [
    `UPDATE users SET one_mailbox = 1 WHERE otp_status <> 'none' AND ${isOne} = 1`,
    ...triggers.flatMap(([name, how, when, body]) => dialect === 'sqlite' ? [`CREATE TRIGGER ${name} ${how} WHEN ${when} BEGIN ${body} END`] : [
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$`,
      `CREATE TRIGGER ${name} ${how} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`,
    ]),
  ]
}

type Person = {
  n: number; username: string; email: string | null; given_name: string; family_name: string; sort_name: string | null
  username_search: string; given_search: string; family_search: string; sort_search: string; email_norm: string | null
}
const searched = ['username_search', 'given_search', 'family_search', 'sort_search'] as const
/** People who are read, and of them those who are written, at one go. */
const slice = 5000

/** Whose name has a plainer form: what is searched, and the beginnings that it is found by. */
async function foldNames(ask: Ask, dialect: Words['dialect']): Promise<void> {
  const starts = dialect === 'sqlite' ? Object.values(startColumns) : []
  const columns = [...searched, ...starts]
  const each = dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements(CAST(? AS jsonb))'
  const number = 'CAST(one.value->>0 AS bigint)'
  for (let after = 0; ;) {
    const people = await ask(`SELECT n, username, email, given_name, family_name, sort_name, email_norm, ${searched.join(', ')} FROM users WHERE n > ? ORDER BY n LIMIT ${slice}`, [after]) as readonly Person[]
    const last = people.at(-1)
    if (last === undefined) return
    after = last.n
    const others = people.filter((person) => fold(person.email_norm ?? '') !== (person.email_norm ?? '') || searched.some((column) => fold(person[column]) !== person[column]))
    if (others.length === 0) continue
    const namesOf = ({ username, email, given_name: given, family_name: family, sort_name: sort }: Person) => ({ username, email, given, family, sort })
    const rows = JSON.stringify(others.map((person) => {
      const begins = startsIn(namesOf(person))
      return [person.n, ...searched.map((column) => fold(person[column])), ...starts.map((column) => begins[column] ?? '')]
    }))
    await ask(`UPDATE users SET ${columns.map((column, at) => `${column} = one.value->>${at + 1}`).join(', ')} FROM ${each} AS one WHERE users.n = ${number}`, [rows])
    if (dialect === 'sqlite') continue
    const parts = JSON.stringify(others.flatMap((person) => {
      const [family, given] = [fold(person.family_search), fold(person.given_search)]
      const whole = lengthOf(family) === 1 && given !== '' ? [['whole', [...(family + given)].slice(0, 2).join('')] as const] : []
      return [...namePartsOf(namesOf(person)), ...whole].map(([field, prefix]) => [person.n, field, prefix])
    }))
    await ask(`DELETE FROM user_name_parts WHERE n IN (SELECT ${number} FROM ${each} AS one)`, [rows])
    await ask(`INSERT INTO user_name_parts (realm_id, prefix, n, field) SELECT users.realm_id, one.value->>2, users.n, one.value->>1 FROM ${each} AS one JOIN users ON users.n = ${number}`, [parts])
  }
}
