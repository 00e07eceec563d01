import type { Migration, Words } from './migration.ts'

/**
 * Everything that a decision reads of a person and that stands with the person, as one text with an index, so that
 * people who are alike are one range of it: a forecast decides once for all of them. The database keeps it itself.
 *
 * Of instants it holds the day: who lies on the very day of a boundary is looked at one by one. What a sign-in writes
 * each time (last sign-in, last use of a code) is no part of it.
 */
export const likeness: Migration = {
  number: 9,
  name: 'likeness',
  statements: (words) => {
    const { dialect, int, small, bytewise } = words
    return [
      // Kind, state, what it is confirmed for, whether it was ever used, and the domain that its codes are mailed to.
      `ALTER TABLE users ADD COLUMN otp_facts TEXT NOT NULL DEFAULT ''`,
      // The last instant at which one of the emergency tokens works; null: there is none.
      `ALTER TABLE users ADD COLUMN emergency_until ${int}`,
      `ALTER TABLE users ADD COLUMN has_signed_in ${small} NOT NULL DEFAULT 0`,
      ...keptFacts(words),
      `ALTER TABLE users ADD COLUMN likeness TEXT ${bytewise} GENERATED ALWAYS AS (${likenessOf(words)}) ${dialect === 'sqlite' ? 'VIRTUAL' : 'STORED'}`,
      'CREATE INDEX users_by_likeness ON users (realm_id, likeness, n)',
    ]
  },
}

const dayMs = 86_400_000
const never = Number.MAX_SAFE_INTEGER

const domainOf = ({ dialect }: Words, address: string) => `substr(${address}, ${dialect === 'sqlite' ? 'instr' : 'strpos'}(${address}, '@') + 1)`
const dayOf = (column: string) => `coalesce(CAST(${column} / ${dayMs} AS TEXT), '-')`

/** Words with a blank between them; `-` is none. How far back a demand goes matters to nobody who has something set up. */
function likenessOf(words: Words): string {
  const flag = (column: string) => `CAST(${column} AS TEXT)`
  const yes = (condition: string) => `CASE WHEN ${condition} THEN '1' ELSE '0' END`
  const parts = [
    [
      flag('enabled'), flag('shared'), flag('otp_required'), yes('password_hash IS NOT NULL'), flag('has_signed_in'), yes('upstream_count > 0'),
      `CASE WHEN email IS NULL THEN '-' WHEN email_proved_at IS NULL THEN 'u' ELSE 'p' END`,
    ].join(' || '),
    `coalesce(policy_group_id, '-')`, dayOf('policy_group_until'), `coalesce(policy_group_back, '-')`, `coalesce(reset_proof, '-')`,
    ...['otp_required_at', 'policy_group_since', 'otp_reset_at'].map((column) => `CASE WHEN otp_facts = '' THEN ${dayOf(column)} ELSE '-' END`),
    dayOf('email_changed_at'), dayOf('emergency_until'),
    `coalesce(${domainOf(words, 'email_norm')}, '-')`, 'otp_facts',
  ]
  return parts.join(` || ' ' || `)
}

/** The columns that other tables change. Where a trigger of before writes the same row for the same reason, it does both at once. */
function keptFacts(words: Words): string[] {
  const { dialect } = words
  const of = (table: string, row: string) => `${table}.realm_id = ${row}.realm_id AND ${table}.user_id = ${row}.user_id`
  const works = (row: string) => `(${row}.used_at IS NULL AND ${row}.revoked_at IS NULL AND ${row}.lapsed_at IS NULL)`
  const one = (condition: string) => `(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  const fact = `kind || ':' || state || ':' || confirmed_for || ':' || CASE WHEN last_used_at IS NULL THEN '0' ELSE '1' END || ':'
    || CASE WHEN kind = 'emailed-code' THEN coalesce(${domainOf(words, 'address')}, '') ELSE '' END`
  const facts = (row: string) => `coalesce((SELECT string_agg(fact, ',' ORDER BY fact) FROM (SELECT ${fact} AS fact FROM authenticators WHERE ${of('authenticators', row)}) AS facts), '')`
  const lastUse = (row: string) => `(SELECT max(coalesce(last_used_at, bound_at)) FROM authenticators WHERE ${of('authenticators', row)})`
  const until = (row: string) => `(SELECT max(coalesce(expires_at, ${never})) FROM emergency_tokens WHERE ${of('emergency_tokens', row)} AND ${works('emergency_tokens')})`
  const person = (row: string) => `users.realm_id = ${row}.realm_id AND users.id = ${row}.user_id`
  const differs = (column: string) => `old.${column} IS ${dialect === 'sqlite' ? 'NOT' : 'DISTINCT FROM'} new.${column}`
  const both = (row: string) => `otp_used_at = ${lastUse(row)}, otp_facts = ${facts(row)}`

  const triggers: readonly Kept[] = [
    { name: 'otp_used_first', isNew: false, on: 'authenticators', event: 'INSERT', set: both('new'), where: person('new') },
    { name: 'otp_used_less', isNew: false, on: 'authenticators', event: 'DELETE', set: both('old'), where: person('old') },
    {
      name: 'otp_facts_other', isNew: true, on: 'authenticators', event: 'UPDATE OF kind, state, confirmed_for, last_used_at, address',
      when: `${['kind', 'state', 'confirmed_for', 'address'].map(differs).join(' OR ')} OR (old.last_used_at IS NULL) <> (new.last_used_at IS NULL)`,
      set: `otp_facts = ${facts('new')}`, where: person('new'),
    },
    { name: 'emergency_left_more', isNew: false, on: 'emergency_tokens', event: 'INSERT', when: works('new'), set: `emergency_left = emergency_left + 1, emergency_until = ${until('new')}`, where: person('new') },
    {
      name: 'emergency_left_other', isNew: false, on: 'emergency_tokens', event: 'UPDATE OF used_at, revoked_at, lapsed_at', when: `${works('new')} <> ${works('old')}`,
      set: `emergency_left = emergency_left + ${one(works('new'))} - ${one(works('old'))}, emergency_until = ${until('new')}`, where: person('new'),
    },
    { name: 'emergency_left_less', isNew: false, on: 'emergency_tokens', event: 'DELETE', when: works('old'), set: `emergency_left = emergency_left - 1, emergency_until = ${until('old')}`, where: person('old') },
    { name: 'has_signed_in_once', isNew: true, on: 'users', event: 'UPDATE OF last_sign_in_at', when: 'old.last_sign_in_at IS NULL AND new.last_sign_in_at IS NOT NULL', set: 'has_signed_in = 1', where: 'users.n = new.n' },
  ]
  const ofPerson = (text: string) => text.replaceAll('users.user_id', 'users.id')
  return [
    `UPDATE users SET otp_facts = ${ofPerson(facts('users'))}, emergency_until = ${ofPerson(until('users'))}, has_signed_in = ${one('last_sign_in_at IS NOT NULL')}
      WHERE otp_status <> 'none' OR emergency_left <> 0 OR last_sign_in_at IS NOT NULL`,
    ...triggers.flatMap((trigger) => dialect === 'sqlite' ? sqlite(trigger) : postgres(trigger)),
  ]
}

type Kept = { name: string; isNew: boolean; on: string; event: string; when?: string; set: string; where: string }

const sqlite = ({ name, isNew, on, event, when, set, where }: Kept): string[] => [
  ...(isNew ? [] : [`DROP TRIGGER ${name}`]),
  `CREATE TRIGGER ${name} AFTER ${event} ON ${on} ${when === undefined ? '' : `WHEN ${when}`} BEGIN UPDATE users SET ${set} WHERE ${where}; END`,
]

const postgres = ({ name, isNew, on, event, when, set, where }: Kept): string[] => [
  `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET ${set} WHERE ${where}; RETURN NULL; END $$`,
  ...(isNew ? [`CREATE TRIGGER ${name} AFTER ${event} ON ${on} FOR EACH ROW ${when === undefined ? '' : `WHEN (${when})`} EXECUTE FUNCTION ${name}()`] : []),
]
