import type { Words } from './migration.ts'

/**
 * Numbers on a person's row that other tables change: emergency tokens that can still be used, the last use of a code, and
 * links to upstreams. The database keeps them, so that no statement can forget to.
 */
export function keptColumns({ dialect }: Words): string[] {
  const works = (row: string) => `(${row}.used_at IS NULL AND ${row}.revoked_at IS NULL AND ${row}.lapsed_at IS NULL)`
  const person = (row: string) => `users.realm_id = ${row}.realm_id AND users.id = ${row}.user_id`
  const lastUse = (row: string) => `(SELECT max(coalesce(last_used_at, bound_at)) FROM authenticators
    WHERE authenticators.realm_id = ${row}.realm_id AND authenticators.user_id = ${row}.user_id)`
  const one = (condition: string) => `(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  const triggers: readonly Kept[] = [
    { name: 'emergency_left_more', on: 'emergency_tokens', event: 'INSERT', when: works('new'), set: 'emergency_left = emergency_left + 1', where: person('new') },
    { name: 'emergency_left_other', on: 'emergency_tokens', event: 'UPDATE OF used_at, revoked_at, lapsed_at', when: `${works('new')} <> ${works('old')}`,
      set: `emergency_left = emergency_left + ${one(works('new'))} - ${one(works('old'))}`, where: person('new') },
    { name: 'emergency_left_less', on: 'emergency_tokens', event: 'DELETE', when: works('old'), set: 'emergency_left = emergency_left - 1', where: person('old') },
    { name: 'otp_used_first', on: 'authenticators', event: 'INSERT', set: `otp_used_at = ${lastUse('new')}`, where: person('new') },
    { name: 'otp_used_again', on: 'authenticators', event: 'UPDATE OF last_used_at', set: `otp_used_at = ${lastUse('new')}`, where: person('new') },
    { name: 'otp_used_less', on: 'authenticators', event: 'DELETE', set: `otp_used_at = ${lastUse('old')}`, where: person('old') },
    { name: 'upstream_count_more', on: 'identities', event: 'INSERT', set: 'upstream_count = upstream_count + 1', where: 'users.n = new.user_n' },
    { name: 'upstream_count_less', on: 'identities', event: 'DELETE', set: 'upstream_count = upstream_count - 1', where: 'users.n = old.user_n' },
  ]
  return [
    `UPDATE users SET
      emergency_left = (SELECT count(*) FROM emergency_tokens WHERE emergency_tokens.realm_id = users.realm_id AND emergency_tokens.user_id = users.id
        AND ${works('emergency_tokens')}),
      otp_used_at = ${lastUse('users').replace('users.user_id', 'users.id')},
      upstream_count = (SELECT count(*) FROM identities WHERE identities.realm_id = users.realm_id AND identities.user_id = users.id)`,
    ...triggers.flatMap((trigger) => dialect === 'sqlite' ? sqlite(trigger) : postgres(trigger)),
  ]
}

type Kept = { name: string; on: string; event: string; when?: string; set: string; where: string }

const sqlite = ({ name, on, event, when, set, where }: Kept): string[] => [
  `CREATE TRIGGER ${name} AFTER ${event} ON ${on} ${when === undefined ? '' : `WHEN ${when}`} BEGIN UPDATE users SET ${set} WHERE ${where}; END`,
]

const postgres = ({ name, on, event, when, set, where }: Kept): string[] => [
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET ${set} WHERE ${where}; RETURN NULL; END $$`,
  `CREATE TRIGGER ${name} AFTER ${event} ON ${on} FOR EACH ROW ${when === undefined ? '' : `WHEN (${when})`} EXECUTE FUNCTION ${name}()`,
]
