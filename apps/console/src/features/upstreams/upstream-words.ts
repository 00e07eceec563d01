import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { useLanguage } from '../../i18n/language-store.ts'
import { refusedFields } from '../../ui/say-problem.ts'
import { useRoleWords } from '../users/role-words.ts'
import { useUpstreams, type Upstream } from './queries.ts'
import { fieldOfPath, lookOver, type DraftField, type Evidence, type Rule, type UpstreamDraft } from './upstream-draft.ts'

/** The provider's name in the language of the console, or the one that every provider has. */
export function useUpstreamName(): (names: Upstream['name']) => string {
  const language = useLanguage()
  return (names) => names[language.current] ?? names.en
}

/** A provider that is known by its alias, in the language of the console; the alias where the list may not be read, or has it no more. */
export function useProviderNamed(): (alias: string) => string {
  const nameOf = useUpstreamName()
  const { data } = useUpstreams()
  return (alias) => {
    const found = data.value?.items.find((upstream) => upstream.alias === alias)
    return found ? nameOf(found.name) : alias
  }
}

/** How many people are linked, as a phrase: counted up to what the server counts to. */
export function usePeopleCount(): (people: Upstream['people']) => string {
  const { t } = useI18n()
  return ({ count, more }) => (count === 0 ? t('upstreams.nobody') : t(more ? 'upstreams.atLeast' : 'upstreams.people', { count }, count))
}

/** Says the fields of a draft: their values for reading, and what is wrong with them. */
export function useDraftWords() {
  const { t, te } = useI18n()
  const sayRole = useRoleWords()

  const sayEvidence = ({ claim, value, level }: Evidence) => t('upstreams.evidence.one', { claim, value, level: t(`upstreams.evidence.levels.${level}`) })
  const sayGrants = (grants: Rule['grants']) =>
    ('role' in grants ? t('upstreams.rules.role', { name: sayRole(grants.role) }) : t('upstreams.rules.group', { name: grants.group }))
  const sayRule = ({ claim, value, grants }: Rule) => t('upstreams.rules.one', { claim: t(`upstreams.rules.claims.${claim}`), value, grants: sayGrants(grants) })

  function say<Field extends DraftField>(field: Field, draft: UpstreamDraft): string {
    if (field === 'evidence') return draft.evidence.map(sayEvidence).join(' · ') || t('common.empty')
    if (field === 'rules') return draft.rules.map(sayRule).join(' · ') || t('common.empty')
    if (field === 'trust') return t(`upstreams.trust.${draft.trust}`)
    const value = draft[field]
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    const key = `upstreams.${field}.${String(value)}`
    return te(key) ? t(key) : String(value) || t('common.empty')
  }

  const own = new Set(['number', 'openid', 'evidence', 'rules', 'not-here'])
  const sayWrong = (rule: string) => t(own.has(rule) ? `upstreams.problem.${rule}` : te(`fields.${rule}`) ? `fields.${rule}` : 'fields.refused')

  /** What was seen here before asking, and what the server refused, by field. */
  function sentences(draft: UpstreamDraft, error: unknown): ReadonlyMap<DraftField, string> {
    const said = new Map([...lookOver(draft)].map(([field, problem]) => [field, sayWrong(problem)]))
    for (const [path, rule] of refusedFields(error)) {
      const field = fieldOfPath(path)
      if (field && !said.has(field)) said.set(field, sayWrong(rule))
    }
    return said
  }

  /** True when everything the error says stands beside a field already. */
  const saidByFields = (error: unknown): boolean =>
    isProblem(error) && (error.details.errors?.length ?? 0) > 0 && [...refusedFields(error).keys()].every((path) => fieldOfPath(path) !== null)

  return { say, sayGrants, sayWrong, sentences, saidByFields }
}
