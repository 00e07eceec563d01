/** What saving the box will do. */
export type OtpPlan = 'nothing' | 'turn-on' | 'turn-off' | 'reset'

/** `wasOff`: in this edit. `onResets`: it was on before, and is off now; the server says so. */
export type BoxState = { saved: boolean, checked: boolean, wasOff: boolean, onResets: boolean }

/**
 * Reads the box as it stands. A box that was on, was taken off and put on again in one edit is a reset (S2-21): somebody
 * who follows the old procedure gets what the old procedure promised, and is told so before saving.
 */
export function planOf({ saved, checked, wasOff, onResets }: BoxState): OtpPlan {
  if (!saved) return !checked ? 'nothing' : onResets ? 'reset' : 'turn-on'
  if (!checked) return 'turn-off'
  return wasOff ? 'reset' : 'nothing'
}

/** The fields of the change that carry the plan out. */
export function bodyOfPlan(plan: OtpPlan, signOutNow: boolean) {
  switch (plan) {
    case 'nothing': return {}
    case 'turn-on': return { otpRequired: true, ...(signOutNow ? { signOutNow } : {}) }
    case 'turn-off': return { otpRequired: false }
    case 'reset': return { otpRequired: true, resetOtp: true }
  }
}
