import { useI18n } from 'vue-i18n'
import { isSame } from '../../../merge-drafts.ts'
import { useApplicationNames, useConditionWords } from '../conditions/condition-words.ts'
import { draftFields, draftOf } from '../group-draft.ts'
import { useGroupWords } from '../group-words.ts'
import type { PolicyGroupVersion } from '../queries.ts'

export type VersionRule = PolicyGroupVersion['rule']

/** What makes one rule another one, a sentence for each difference. */
export function useVersionWords(): (before: VersionRule, after: VersionRule) => string[] {
  const { t } = useI18n()
  const nameOf = useApplicationNames()
  const { say } = useGroupWords(nameOf)
  const sayCondition = useConditionWords(nameOf)

  const ofConditions = (before: VersionRule, after: VersionRule): string[] => {
    const without = (some: VersionRule['conditions'], others: VersionRule['conditions']) => some.filter((each) => !others.some((other) => isSame(each, other)))
    return [
      ...without(before.conditions, after.conditions).map((condition) => t('policyHistory.conditionGone', { condition: sayCondition(condition) })),
      ...without(after.conditions, before.conditions).map((condition) => t('policyHistory.conditionNew', { condition: sayCondition(condition) })),
    ]
  }

  return (before, after) => draftFields.flatMap((field) => {
    if (field === 'conditions') return ofConditions(before, after)
    if (isSame(before[field], after[field])) return []
    return [t('common.conflict.change', { field: t(`policyGroups.field.${field}`), before: say(field, draftOf(before)), now: say(field, draftOf(after)) })]
  })
}
