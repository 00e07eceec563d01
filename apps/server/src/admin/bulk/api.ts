import { type BulkPreview, type BulkRun, Problem } from '@tegata/contract'
import { invalidCursor } from '../paging.ts'
import type { ReadinessPeople } from '../readiness-people.ts'
import { type Proof, rungOf } from '../reset-otp.ts'
import type { Performs } from '../serve.ts'
import { createTurns, type Turn } from '../turns.ts'
import { disabling, enabling, setupMail, topUp } from './accounts.ts'
import type { Action, BulkCall, BulkNeeds } from './action.ts'
import { missingOf } from './failures.ts'
import { countOf, meantBy } from './meant.ts'
import { otpOff, otpOn, resetting } from './otp.ts'
import { type Effect, previewOf } from './preview.ts'
import { runOn } from './run.ts'

type Whom = Parameters<typeof meantBy>[2] & { cursor?: string | undefined }
type About<Body> = Omit<BulkCall, 'reason'> & { body: Body }

/** A preview changes nothing: its cursor is the place alone. */
function placeOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(cursor)) throw invalidCursor()
  return Number(cursor)
}

/** What is done to many people at once: each action says first what it will do to how many, and then does it, some of them a call. */
export const bulkApi = (needs: BulkNeeds & { people: Pick<ReadinessPeople, 'numbers' | 'forget'> }): Performs<
  | 'previewBulkOtpOn' | 'bulkOtpOn' | 'previewBulkOtpOff' | 'bulkOtpOff' | 'previewBulkResetOtp' | 'bulkResetOtp' | 'previewBulkSetupMail' | 'bulkSetupMail'
  | 'previewBulkTopUp' | 'bulkTopUp' | 'previewBulkEnable' | 'bulkEnable' | 'previewBulkDisable' | 'bulkDisable'
> => {
  const turns = createTurns(needs)
  const asked = <Body extends { reason?: string | undefined }>(call: About<Body>): BulkCall => ({ ...call, reason: call.body.reason ?? null })

  async function look<Body extends Whom>(call: About<Body>, action: Action, effect: Effect, proof: Proof | null = null): Promise<{ value: BulkPreview }> {
    const meant = await meantBy(needs, call.realm, call.body)
    return { value: await previewOf(needs, { ...call, reason: null }, {
      action, effect, meant, proof: proof && rungOf[proof], from: placeOf(call.body.cursor),
    }) }
  }

  /** What is done at the first call alone, and proved by the cursor of every further one. */
  async function run<Body extends Whom & { reason?: string | undefined; confirmed?: number | undefined }>(
    operation: string, call: About<Body>, action: Action, confirms: boolean,
  ): Promise<{ value: BulkRun }> {
    const { realm, body } = call
    const turn: Turn = await turns(operation, call, body)
    const isFirst = turn.place === null
    // Whoever came or went since the preview is seen, however long a look at everybody is good for elsewhere.
    if (confirms && isFirst && body.readiness !== undefined) needs.people.forget(realm)
    const meant = await meantBy(needs, realm, body)
    // The number that was typed is the number of now: of those who were looked at, nobody came or went.
    if (confirms && (body.confirmed === undefined || (isFirst && await countOf(needs, realm, meant) !== body.confirmed))) throw new Problem('bulk.other-number')
    const missing = meant.ids && isFirst ? await missingOf(needs, realm, meant.ids) : []
    const { done, failures, next, ...rest } = await runOn(needs, asked(call), action, meant, turn.place === null ? null : Number(turn.place))
    if (next === null) needs.people.forget(realm)
    return { value: { ...rest, done: done + missing.length, failures: [...missing, ...failures], next: turn.next(next) } }
  }

  return {
    previewBulkOtpOn: (call) => look(call, otpOn(needs, { ...call, reason: null }, { signOutNow: call.body.signOutNow === true, confirmed: true }), 'otp-on'),
    async bulkOtpOn(call) {
      const { signOutNow = false, confirmed } = call.body
      if (signOutNow) await call.demandFresh()
      return run('bulkOtpOn', call, otpOn(needs, asked(call), { signOutNow, confirmed: confirmed !== undefined }), confirmed !== undefined)
    },

    previewBulkOtpOff: (call) => look(call, otpOff(needs, { ...call, reason: null }), 'otp-off'),
    bulkOtpOff: async (call) => run('bulkOtpOff', call, otpOff(needs, asked(call)), true),

    previewBulkResetOtp: (call) => look(call, resetting(needs, { ...call, reason: null }, call.body.proof ?? null), 'reset', call.body.proof ?? null),
    async bulkResetOtp(call) {
      if (!call.caller.permissions.has('users.reset-otp')) throw new Problem('permission.missing')
      return run('bulkResetOtp', call, resetting(needs, asked(call), call.body.proof ?? null), true)
    },

    previewBulkSetupMail: (call) => look(call, setupMail(needs, { ...call, reason: null }), 'letter'),
    async bulkSetupMail(call) {
      if (!call.caller.permissions.has('users.send-setup-mail')) throw new Problem('permission.missing')
      return run('bulkSetupMail', call, setupMail(needs, asked(call)), false)
    },

    previewBulkTopUp: (call) => look(call, topUp(needs, { ...call, reason: null }), 'top-up'),
    bulkTopUp: async (call) => run('bulkTopUp', call, topUp(needs, asked(call)), false),

    previewBulkEnable: (call) => look(call, enabling(needs, { ...call, reason: null }), 'none'),
    bulkEnable: async (call) => run('bulkEnable', call, enabling(needs, asked(call)), true),

    previewBulkDisable: (call) => look(call, disabling(needs, { ...call, reason: null }), 'none'),
    bulkDisable: async (call) => run('bulkDisable', call, disabling(needs, asked(call)), true),
  }
}
