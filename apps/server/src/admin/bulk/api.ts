import { type BulkPreview, type BulkRun, Problem } from '@tegata/contract'
import { type Proof, rungOf } from '../reset-otp.ts'
import type { Performs } from '../serve.ts'
import { disabling, enabling, setupMail, topUp } from './accounts.ts'
import type { Action, BulkCall, BulkNeeds } from './action.ts'
import { countOf, meantBy } from './meant.ts'
import { otpOff, otpOn, resetting } from './otp.ts'
import { type Effect, previewOf } from './preview.ts'
import { missingOf, runOn } from './run.ts'

type Whom = { userIds?: readonly string[] | undefined; filter?: Parameters<typeof meantBy>[2]['filter']; cursor?: string | undefined }
type About<Body> = Omit<BulkCall, 'reason'> & { body: Body }

const numberOf = (cursor: string | undefined): number | null => cursor === undefined ? null : Number(cursor)

/** What is done to many people at once: each action says first what it will do to how many, and then does it, some of them a call. */
export const bulkApi = (needs: BulkNeeds): Performs<
  | 'previewBulkOtpOn' | 'bulkOtpOn' | 'previewBulkOtpOff' | 'bulkOtpOff' | 'previewBulkResetOtp' | 'bulkResetOtp' | 'previewBulkSetupMail' | 'bulkSetupMail'
  | 'previewBulkTopUp' | 'bulkTopUp' | 'previewBulkEnable' | 'bulkEnable' | 'previewBulkDisable' | 'bulkDisable'
> => {
  const asked = <Body extends { reason?: string | undefined }>(call: About<Body>): BulkCall => ({ ...call, reason: call.body.reason ?? null })

  async function look<Body extends Whom>(call: About<Body>, action: Action, effect: Effect, proof: Proof | null = null): Promise<{ value: BulkPreview }> {
    const meant = await meantBy(needs, call.realm, call.body)
    return { value: await previewOf(needs, { ...call, reason: null }, {
      action, effect, meant, proof: proof && rungOf[proof], from: numberOf(call.body.cursor),
    }) }
  }

  /** The number that was typed is the number of now: of those who were looked at, nobody came or went. */
  async function expectNumber<Body extends Whom & { confirmed?: number | undefined }>({ realm, body }: About<Body>): Promise<void> {
    if (body.confirmed === undefined) throw new Problem('bulk.other-number')
    if (body.cursor === undefined && await countOf(needs, realm, await meantBy(needs, realm, body)) !== body.confirmed) throw new Problem('bulk.other-number')
  }

  async function run<Body extends Whom & { reason?: string | undefined }>(call: About<Body>, action: Action): Promise<{ value: BulkRun }> {
    const { realm, body } = call
    const meant = await meantBy(needs, realm, body)
    const missing = meant.ids && body.cursor === undefined ? await missingOf(needs, asked(call), meant.ids) : []
    const { done, failures, ...rest } = await runOn(needs, asked(call), action, meant, numberOf(body.cursor))
    return { value: { ...rest, done: done + missing.length, failures: [...missing, ...failures] } }
  }

  return {
    previewBulkOtpOn: (call) => look(call, otpOn(needs, { ...call, reason: null }, { signOutNow: call.body.signOutNow === true, confirmed: true }), 'otp-on'),
    async bulkOtpOn(call) {
      const { signOutNow = false, confirmed } = call.body
      if (confirmed !== undefined) await expectNumber(call)
      return run(call, otpOn(needs, asked(call), { signOutNow, confirmed: confirmed !== undefined }))
    },

    previewBulkOtpOff: (call) => look(call, otpOff(needs, { ...call, reason: null }), 'otp-off'),
    async bulkOtpOff(call) {
      await expectNumber(call)
      return run(call, otpOff(needs, asked(call)))
    },

    previewBulkResetOtp: (call) => look(call, resetting(needs, { ...call, reason: null }, call.body.proof ?? null), 'reset', call.body.proof ?? null),
    async bulkResetOtp(call) {
      if (!call.caller.permissions.has('users.reset-otp')) throw new Problem('permission.missing')
      await expectNumber(call)
      return run(call, resetting(needs, asked(call), call.body.proof ?? null))
    },

    previewBulkSetupMail: (call) => look(call, setupMail(needs, { ...call, reason: null }), 'letter'),
    async bulkSetupMail(call) {
      if (!call.caller.permissions.has('users.send-setup-mail')) throw new Problem('permission.missing')
      return run(call, setupMail(needs, asked(call)))
    },

    previewBulkTopUp: (call) => look(call, topUp(needs, { ...call, reason: null }), 'top-up'),
    bulkTopUp: async (call) => run(call, topUp(needs, asked(call))),

    previewBulkEnable: (call) => look(call, enabling(needs, { ...call, reason: null }), 'none'),
    bulkEnable: async (call) => run(call, enabling(needs, asked(call))),

    previewBulkDisable: (call) => look(call, disabling(needs, { ...call, reason: null }), 'none'),
    async bulkDisable(call) {
      await expectNumber(call)
      return run(call, disabling(needs, asked(call)))
    },
  }
}
