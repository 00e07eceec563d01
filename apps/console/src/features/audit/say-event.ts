import { useI18n } from 'vue-i18n'
import { wordOf } from '../users/parts/say-attempt.ts'
import type { AuditEvent } from './queries.ts'
import { detailKeys, reasonKeys } from './word-keys.ts'

/** What happened, why, and by whom, in words; a name that we have no words for is shown as it is, never hidden. */
export function useEventWords() {
  const { t, te } = useI18n()
  const say = (name: string, keys: readonly string[]) => {
    const known = keys.find((key) => te(key))
    return known === undefined ? name : t(known)
  }
  function sayActor({ actor, userId }: AuditEvent): string {
    if (actor.kind === 'system') return t('audit.actor.system')
    if (actor.kind === 'user' && actor.id === userId) return t('audit.actor.self')
    return actor.name ?? t('audit.actor.gone')
  }
  return {
    sayType: (type: string) => say(type, [`activity.type.${wordOf(type)}`, `audit.type.${wordOf(type)}`]),
    sayReason: (reason: string) => say(reason, reasonKeys(reason)),
    /** The name of a fact beneath an event, and a value that is yes or no. */
    sayDetail: (name: string) => say(name, detailKeys(name)),
    sayValue: (value: string) => (value === 'true' ? t('common.yes') : value === 'false' ? t('common.no') : value),
    sayActor,
  }
}
