import { computed, watch, type Ref } from 'vue'
import { useEditing } from '../../../use-editing.ts'
import { changesBetween, lookOver, profileOf, type Profile } from '../profile.ts'
import type { User } from '../queries.ts'
import { bodyOfPlan, planOf } from './otp-plan.ts'

/** The profile, and the box as it stands in this edit: `saved` is what the server has. */
type UserDraft = Profile & { otp: { saved: boolean, checked: boolean, wasOff: boolean, signOutNow: boolean } }

const draftOf = (user: User): UserDraft =>
  ({ ...profileOf(user), otp: { saved: user.otpRequired, checked: user.otpRequired, wasOff: false, signOutNow: false } })

type Body = ReturnType<typeof changesBetween> & ReturnType<typeof bodyOfPlan>
type Needs = {
  reload: () => Promise<unknown>
  change: (change: { userId: string, version: number, changes: Body }) => Promise<User>
}

/** What is typed about a person on top of what is saved, with the box "OTP Configured", whose off-and-on is a plan of its own (S2-21). */
export function useUserForm(user: Ref<User>, { reload, change }: Needs) {
  const planFor = ({ otp }: UserDraft) => planOf({ ...otp, onResets: user.value.otp.turningOnResets })
  const editing = useEditing({
    thing: user, draftOf, place: `user:${user.value.id}`, reload,
    send: ({ version, draft, base }) => change({
      userId: user.value.id, version: Number(version), changes: { ...changesBetween(base, draft), ...bodyOfPlan(planFor(draft), draft.otp.signOutNow) },
    }),
    isWrong: (draft) => lookOver(draft).size > 0,
    showWrong: () => document.querySelector<HTMLElement>('.field.wrong input')?.focus(),
  })
  const { draft, differences, takeTheirs } = editing

  // A plan for the box was made for another state of it: it is put back, and that is said.
  watch(differences, (found) => { if (found.some(({ field, mine }) => field === 'otp' && mine !== null)) takeTheirs('otp') }, { flush: 'sync' })
  const boxChangedByOther = computed(() => differences.value.some(({ field }) => field === 'otp'))
  const changedByOther = computed(() => differences.value.filter((each) => each.field !== 'otp'))

  const setBox = (changes: Partial<UserDraft['otp']>): void => { draft.value = { ...draft.value, otp: { ...draft.value.otp, ...changes } } }
  return {
    ...editing, boxChangedByOther, changedByOther,
    profile: computed<Profile>({ get: () => draft.value, set: (profile) => { draft.value = { ...draft.value, ...profile } } }),
    plan: computed(() => planFor(draft.value)),
    box: computed(() => draft.value.otp),
    signOutNow: computed({ get: () => draft.value.otp.signOutNow, set: (signOutNow) => setBox({ signOutNow }) }),
    /** The person's hand on the box. */
    check(checked: boolean): void {
      const { saved, wasOff, signOutNow } = draft.value.otp
      setBox({ checked, wasOff: wasOff || (saved && !checked), signOutNow: signOutNow && checked })
    },
    /** Takes back the off-and-on: the box stays on and nothing is reset. */
    forgetOff: () => setBox({ wasOff: false }),
  }
}
