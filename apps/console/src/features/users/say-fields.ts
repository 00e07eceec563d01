import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { refusedFields } from '../../ui/say-problem.ts'
import { lookOver, profileFields, type Profile, type ProfileField } from './profile.ts'

/** Problems that are about one field are said there, and only there. */
const fieldOfCode: Partial<Record<string, ProfileField>> = {
  'user.username-taken': 'username',
  'user.email-taken': 'email',
  'user.no-email': 'email',
}

/** Sentences for fields: what was seen here before asking, and what the server refused. */
export function useFieldSentences() {
  const { t, te } = useI18n()

  const sayRule = (rule: string) => t(te(`fields.${rule}`) ? `fields.${rule}` : 'fields.refused')

  function sentences(profile: Profile, error: unknown): ReadonlyMap<ProfileField, string> {
    const said = new Map([...lookOver(profile)].map(([field, problem]) => [field, sayRule(problem)]))
    const refused = refusedFields(error)
    for (const field of profileFields) {
      const rule = refused.get(field)
      if (rule !== undefined && !said.has(field)) said.set(field, sayRule(rule))
    }
    const field = isProblem(error) ? fieldOfCode[error.code] : undefined
    if (field && isProblem(error)) said.set(field, `${t(`problems.${error.code}.why`)} ${t(`problems.${error.code}.fix`)}`)
    return said
  }

  /** True when everything the error says stands beside a field already. */
  const saidByFields = (error: unknown): boolean =>
    isProblem(error)
    && (error.code in fieldOfCode
      || ((error.details.errors?.length ?? 0) > 0 && [...refusedFields(error).keys()].every((path) => profileFields.some((field) => field === path))))

  return { sentences, saidByFields }
}
