import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { refusedFields } from '../../ui/say-problem.ts'
import { conditionOf } from './conditions/condition-draft.ts'
import { type NameOf, useConditionWords } from './conditions/condition-words.ts'
import { draftFields, lookOver, type DraftField, type Fault, type GroupDraft } from './group-draft.ts'
import type { EffectivePolicy, PolicyGroup } from './queries.ts'

/** How many people are in it, as a phrase: counted up to what the server counts to. */
export function useGroupSize(): (people: PolicyGroup['people']) => string {
  const { t } = useI18n()
  return ({ count, more }) => (count === 0 ? t('policyGroups.nobody') : t(more ? 'policyGroups.atLeast' : 'policyGroups.people', { count }, count))
}

const faults = {
  missing: 'fields.missing', 'no-kind': 'policyGroups.problem.noKind', 'no-conditions': 'policyConditions.problem.none', 'wrong-conditions': 'policyConditions.problem.lookAgain',
  'too-many-conditions': 'policyConditions.problem.tooManyConditions',
} as const satisfies Record<Fault, string>

/** Says a group's fields, and what is wrong with them. */
export function useGroupWords(nameOf?: NameOf) {
  const { t, te } = useI18n()
  const sayCondition = useConditionWords(nameOf)

  function say(field: DraftField, draft: GroupDraft): string {
    if (field === 'name') return draft.name || t('common.empty')
    if (field === 'kinds') return draft.kinds.map((kind) => t(`authenticators.kind.${kind}`)).join(t('policyGroups.kindsJoin')) || t('common.empty')
    if (field === 'conditions') return draft.conditions.map((condition) => sayCondition(conditionOf(condition), 6)).join(t('policyConditions.join')) || t('policyConditions.nowhere')
    return t(`policyGroups.${field}.${draft[field]}`)
  }

  /** What was seen here before asking, and what the server refused, by field. A taken name stands beside the name. */
  function sentences(draft: GroupDraft, error: unknown): ReadonlyMap<DraftField, string> {
    const said = new Map<DraftField, string>([...lookOver(draft)].map(([field, word]) => [field, t(faults[word])]))
    if (isNameTaken(error)) said.set('name', t('problems.policy-group.name-taken.why'))
    for (const [path, rule] of refusedFields(error)) {
      const field = draftFields.find((each) => each === path.split('.')[0])
      if (field === 'conditions' && !said.has(field)) said.set(field, t(rule === 'not-found' ? 'policyConditions.problem.gone' : 'policyConditions.problem.lookAgain'))
      else if (field && !said.has(field)) said.set(field, t(te(`fields.${rule}`) ? `fields.${rule}` : 'fields.refused'))
    }
    return said
  }

  return { say, sentences }
}

export const isNameTaken = (error: unknown): boolean => isProblem(error) && error.code === 'policy-group.name-taken'

/** One sentence: whether a code is asked for, and by what (S1-28). */
export function usePolicySentence(): (policy: EffectivePolicy) => string {
  const { t, te } = useI18n()
  return ({ reason: { code, rule } }) => {
    const key = `policyGroups.reason.${code.replaceAll(/[.-]/g, '_')}`
    return te(key) ? t(key, { rule: rule ?? '' }) : t('policyGroups.reason.other', { code })
  }
}
