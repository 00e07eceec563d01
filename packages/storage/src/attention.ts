import { type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { periodOf } from './periods.ts'
import type { Attention, AttentionAsked, Counted, Tallies } from './types.ts'

/**
 * People of one sort who are looked at, where an index holds more than what is asked for: of one administrative role, of one
 * mailbox, of the four weeks in which an instant lies. Behind so many nobody looks, and `more` says so.
 */
const looked = { administrators: 2000, mailbox: 5000, period: 1000 }
/** Of each administrator what is true, as one number: looked up one by one, so that PostgreSQL never joins everybody. */
const bits = { isNotSetUp: 1, isNotProved: 2, hasLastToken: 4, works: 8 }

type Row = {
  administrators: number; not_set_up: number; not_proved: number; last_token: number; working: number
  waits: number; waits_looked: number; unused: number; in_period: number; mailbox: number; mailbox_looked: number
  refused: number; requests: number; oldest_request: number | null
}

/** What needs attention, in one question: each part reads an index of its own up to what is shown. */
export function createAttention({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Tallies['attention'] {
  return async (realmId, asked, cap) => {
    const query = question(realmId, asked, cap, clock.now())
    const [row] = await durable.read.all<Row>({ compile: () => query.compile(db) })
    if (row === undefined) throw new Error('A question for numbers was not answered')
    return toAttention(row, cap)
  }
}

function question(realmId: number, { roleNames, globalRole, unusedSince, refusedSince }: AttentionAsked, cap: number, now: number): RawBuilder<Row> {
  const most = sql.lit(cap + 1)
  // Ordered by what an index is ordered by: a plan for any values would rather read everybody until it has as many.
  const holders = roleNames.map((name) => sql`select n, ${sql.lit(name === globalRole ? 1 : 0)} as is_global from (
    select n from user_roles where realm_id = ${realmId} and role_id = (select id from roles where realm_id = ${realmId} and client_id is null and name = ${name} and administrative = 1)
    order by n limit ${sql.lit(looked.administrators)}) as holders`)
  const bit = (condition: RawBuilder<unknown>, value: number) => sql`case when ${condition} then ${sql.lit(value)} else 0 end`
  const isBare = sql`otp_status in ('none', 'suspended')`
  const facts = sql.join([
    bit(isBare, bits.isNotSetUp), bit(sql`email is not null and email_proved_at is null`, bits.isNotProved), bit(sql`emergency_left = 1`, bits.hasLastToken),
    bit(sql`administrators.is_global = 1 and password_hash is not null and (otp_reset_at is null or not (${isBare}))`, bits.works),
  ], sql` + `)
  const those = (value: number) => sql`coalesce(sum(case when facts & ${sql.lit(value)} <> 0 then 1 else 0 end), 0)`
  // Out of the index alone. Whether somebody who waits is enabled would be a look at each, and a thousand wait when passwords are sprayed.
  const waiting = (until: 'closed_until' | 'held_until') => sql`select user_id from (
    select user_id from throttles where realm_id = ${realmId} and user_id is not null and ${sql.raw(until)} > ${now} order by ${sql.raw(until)} desc limit ${most}) as ${sql.raw(until)}`
  const period = periodOf(unusedSince)

  return sql<Row>`with administrators as materialized (
      select n, max(is_global) as is_global from (${holders.length === 0 ? sql`select 0 as n, 0 as is_global where 1 = 0` : sql.join(holders, sql` union all `)}) as holders group by n),
    facts as materialized (select (select ${facts} from users where users.n = administrators.n and enabled = 1) as facts from administrators)
    select * from
      (select count(*) as administrators, ${those(bits.isNotSetUp)} as not_set_up, ${those(bits.isNotProved)} as not_proved, ${those(bits.hasLastToken)} as last_token, ${those(bits.works)} as working from facts) as of_administrators,
      (select count(distinct user_id) as waits, count(*) as waits_looked from (${waiting('closed_until')} union all ${waiting('held_until')}) as waiting) as of_waits,
      (select count(*) as unused from (
        select n from (select n from users where realm_id = ${realmId} and otp_used_period < ${period} and enabled = 1 order by otp_used_period, n limit ${most}) as before
        union all select n from (select n, otp_used_at from users where realm_id = ${realmId} and otp_used_period = ${period} and enabled = 1 order by n limit ${sql.lit(looked.period)}) as during
          where otp_used_at < ${unusedSince} limit ${most}) as unused) as of_unused,
      (select count(*) as in_period from (select n from users where realm_id = ${realmId} and otp_used_period = ${period} and enabled = 1 order by n limit ${sql.lit(looked.period)}) as during) as of_period,
      (select coalesce(sum(case when enabled = 1 and otp_status in ('email', 'unproved') then 1 else 0 end), 0) as mailbox, count(*) as mailbox_looked
        from (select enabled, otp_status from users where realm_id = ${realmId} and one_mailbox = 1 order by n desc limit ${sql.lit(looked.mailbox)}) as mailbox) as of_mailbox,
      (select count(*) as refused from (select n from mails where realm_id = ${realmId} and state = 'refused' and state_at >= ${refusedSince} order by state_at limit ${most}) as refused) as of_mails,
      (select count(*) as requests, min(created_at) as oldest_request from (
        select created_at from reset_requests where realm_id = ${realmId} and state = 'open' order by n limit ${most}) as requests) as of_requests`
}

function toAttention(row: Row, cap: number): Attention {
  const counted = (count: number, isCut = false): Counted => ({ count: Math.min(Number(count), cap), more: Number(count) > cap || isCut })
  const isManyAdministrators = Number(row.administrators) >= looked.administrators
  return {
    working: Number(row.working),
    administratorsNotSetUp: counted(row.not_set_up, isManyAdministrators),
    administratorsNotProved: counted(row.not_proved, isManyAdministrators),
    administratorsLastToken: counted(row.last_token, isManyAdministrators),
    waits: counted(row.waits, Number(row.waits_looked) > cap),
    unused: counted(row.unused, Number(row.in_period) >= looked.period),
    oneMailbox: counted(row.mailbox, Number(row.mailbox_looked) >= looked.mailbox),
    mailsRefused: counted(row.refused),
    resetRequests: { ...counted(row.requests), oldestAt: row.oldest_request === null ? null : Number(row.oldest_request) },
  }
}
