import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { refusedFields } from '../../../ui/say-problem.ts'
import { lookOver, type DraftField, type EnforcementDraft } from './draft.ts'

const fieldOf: Readonly<Record<string, DraftField>> = {
  name: 'name', enforceFrom: 'when', registerBy: 'registerBy', target: 'target', reason: 'reason', helpLink: 'helpLink', kinds: 'rule', recoveries: 'rule', waves: 'waves',
}
/** Problems that are about one field stand beside it. */
const besideField: Readonly<Record<string, DraftField>> = {
  'enforcement.name-taken': 'name', 'enforcement.no-such-time': 'when', 'enforcement.time-twice': 'when', 'enforcement.in-the-past': 'when', 'enforcement.register-by-late': 'registerBy', 'enforcement.no-kind': 'rule', 'enforcement.mail-only': 'rule',
}
export const standsBeside = (error: unknown): boolean => isProblem(error) && error.code in besideField

/** What was seen here before asking, and what the server refused, by field. What a date says of itself is not said twice. */
export function useFaultWords() {
  const { t, te } = useI18n()
  return (draft: EnforcementDraft, error: unknown, { now, moves = true }: { now: number, moves?: boolean }): ReadonlyMap<DraftField, string> => {
    const said = new Map<DraftField, string>()
    for (const [field, fault] of lookOver(draft, now, moves)) {
      if (fault === 'no-target') said.set(field, t('enforcements.target.missing'))
      else if (fault === 'no-kind') said.set(field, t('enforcements.noKind'))
      else if (fault === 'not-an-address') said.set(field, t('enforcements.notAnAddress'))
      else if (fault === 'late') said.set(field, t('enforcements.when.registerByLate'))
      else if (field === 'name') said.set(field, t('fields.missing'))
    }
    const beside = isProblem(error) ? besideField[error.code] : undefined
    if (isProblem(error) && beside) said.set(beside, t(`problems.${error.code}.why`))
    for (const [path, rule] of refusedFields(error)) {
      const field = fieldOf[path.split('.')[0] ?? '']
      if (field && !said.has(field)) said.set(field, t(te(`fields.${rule}`) ? `fields.${rule}` : 'fields.refused'))
    }
    return said
  }
}
