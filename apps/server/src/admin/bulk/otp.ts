import type { ManyUser } from '@tegata/storage'
import { endingEverything } from '../../journey/ending.ts'
import { resettingOtp } from '../../journey/reset.ts'
import { switchedOnAgain, turningOff } from '../otp-switch.ts'
import { type Proof, rungOf } from '../reset-otp.ts'
import { type Action, always, type BulkCall, type BulkNeeds, never, noProblem } from './action.ts'

const plain = 500
const single = 100
const withLetters = 20

/** It was on before: whoever turns it on resets (S2-21, P20). */
const wasOn = ({ otpTurnedOffAt }: ManyUser): boolean => otpTurnedOffAt !== null

/** `confirmed`: whether it was confirmed that something goes where the switch was on before. */
export function otpOn(needs: BulkNeeds, { realm, caller, event, reason }: BulkCall, how: { signOutNow: boolean; confirmed: boolean }): Action {
  const { users, audit, many, clock } = needs.storage
  return {
    judge: async () => (user) => user.otpRequired ? 'unchanged' : wasOn(user) && !how.confirmed ? 'bulk.not-confirmed' : 'change',
    async one(user) {
      if (user.otpTurnedOffAt !== null) return switchedOnAgain(needs, realm, user, { by: caller.name, reason, event })
      return [
        users.setOtpRequired(realm.id, user.id, true, user.version),
        audit.record(event('user.otp-turned-on', { userId: user.id, reason })),
        ...(how.signOutNow ? await endingEverything(needs, realm, user.id) : []),
      ]
    },
    alike: {
      includes: (user) => !wasOn(user) && !how.signOutNow,
      all: (people) => [
        ...many.turnOn(realm.id, people.map(({ n }) => n)),
        many.record(event('user.otp-turned-on', { userId: null, reason }), people.map(({ id }) => id)),
      ],
    },
    ends: (user) => how.signOutNow || wasOn(user),
    weighs: wasOn,
    risky: wasOn,
    disarms: wasOn,
    becomes: (user) => ({ ...user, otpRequired: true, otpRequiredAt: clock.now() }),
    missed: noProblem,
    step: how.signOutNow ? single : plain,
  }
}

export function otpOff(needs: BulkNeeds, { realm, caller, event, reason }: BulkCall): Action {
  return {
    judge: async () => ({ otpRequired }) => otpRequired ? 'change' : 'unchanged',
    one: async (user) => [
      ...await turningOff(needs, realm, user, { by: caller.name, reason, event }, user.version),
      ...await endingEverything(needs, realm, user.id),
    ],
    ends: always,
    weighs: always,
    risky: always,
    disarms: never,
    becomes: (user) => ({ ...user, otpRequired: false, otpRequiredAt: null }),
    missed: noProblem,
    step: single,
  }
}

export function resetting(needs: BulkNeeds, { realm, caller, event, reason }: BulkCall, proof: Proof | null): Action {
  return {
    judge: async () => () => 'change',
    one: (user) => resettingOtp(needs, realm, user, {
      answers: null, by: caller.name, proof: proof === null ? null : rungOf[proof],
      event: event('user.otp-reset', { userId: user.id, reason, detail: { reference: null, requestId: null, proof } }),
    }),
    ends: always,
    weighs: always,
    risky: always,
    disarms: always,
    missed: noProblem,
    step: withLetters,
  }
}
