import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { changesBetween, emptyProfile, mergeProfiles, profileOf, type Difference, type Profile, type ProfileField } from '../profile.ts'
import type { User } from '../queries.ts'
import { bodyOfPlan, planOf } from './otp-plan.ts'

export type UserDraft = { version: number, base: Profile, profile: Profile, boxWasSaved: boolean, box: boolean, boxWasOff: boolean, signOutNow: boolean }

export const isUserDraft = (value: unknown): value is UserDraft =>
  typeof value === 'object' && value !== null && 'base' in value && 'profile' in value && 'boxWasOff' in value

/**
 * What is typed about a person on top of what is saved. When a newer version of the person arrives in the middle of
 * typing, nothing that was typed is lost and nothing that somebody else wrote is hidden: `differences` names both.
 */
export function useUserForm(user: Ref<User | undefined>, kept: unknown = null) {
  const version = ref(0)
  const base = shallowRef<Profile>(emptyProfile())
  const profile = ref<Profile>(emptyProfile())
  const box = reactive({ saved: false, checked: false, wasOff: false, signOutNow: false })
  const differences = shallowRef<Difference[]>([])
  const boxChangedByOther = ref(false)
  const restored = ref(false)

  const changes = computed(() => changesBetween(base.value, profile.value))
  const plan = computed(() => planOf({ ...box, onResets: user.value?.otp.turningOnResets ?? false }))
  const dirty = computed(() => Object.keys(changes.value).length > 0 || plan.value !== 'nothing')
  const body = computed(() => ({ ...changes.value, ...bodyOfPlan(plan.value, box.signOutNow) }))

  function adopt(next: User): void {
    version.value = next.version
    base.value = profileOf(next)
    profile.value = profileOf(next)
    Object.assign(box, { saved: next.otpRequired, checked: next.otpRequired, wasOff: false, signOutNow: false })
    differences.value = []
    boxChangedByOther.value = false
    restored.value = false
  }

  function takeUp(draft: UserDraft): void {
    version.value = draft.version
    base.value = draft.base
    profile.value = draft.profile
    Object.assign(box, { saved: draft.boxWasSaved, checked: draft.box, wasOff: draft.boxWasOff, signOutNow: draft.signOutNow })
    restored.value = true
  }

  function meet(next: User): void {
    const { merged, differences: found } = mergeProfiles(base.value, profile.value, profileOf(next))
    const boxMoved = next.otpRequired !== box.saved
    version.value = next.version
    base.value = profileOf(next)
    profile.value = merged
    differences.value = found
    boxChangedByOther.value = boxMoved
    // A plan for the box was made for another state of it: it is put back, and that is said.
    if (boxMoved) Object.assign(box, { saved: next.otpRequired, checked: next.otpRequired, wasOff: false, signOutNow: false })
  }

  watch(user, (next) => {
    if (!next || next.version === version.value) return
    if (dirty.value) meet(next)
    else adopt(next)
  })
  if (isUserDraft(kept)) takeUp(kept)
  if (user.value) {
    if (!restored.value) adopt(user.value)
    else if (user.value.version !== version.value) meet(user.value)
  }

  /** The person's hand on the box. */
  function check(checked: boolean): void {
    if (box.saved && !checked) box.wasOff = true
    box.checked = checked
  }

  /** Takes back the off-and-on: the box stays on and nothing is reset. */
  function forgetOff(): void {
    box.wasOff = false
  }

  function takeTheirs(field: ProfileField): void {
    profile.value = { ...profile.value, [field]: base.value[field] }
    differences.value = differences.value.map((each) => (each.field === field ? { ...each, mine: null } : each))
  }

  const snapshot = (): UserDraft | null => (dirty.value
    ? { version: version.value, base: base.value, profile: profile.value, boxWasSaved: box.saved, box: box.checked, boxWasOff: box.wasOff, signOutNow: box.signOutNow }
    : null)

  return {
    version, profile, box, plan, dirty, body, differences, boxChangedByOther, restored,
    adopt, check, forgetOff, takeTheirs, snapshot,
  }
}
