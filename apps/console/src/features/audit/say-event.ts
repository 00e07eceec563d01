import { useI18n } from 'vue-i18n'
import { wordOf } from '../users/parts/say-attempt.ts'
import type { AuditEvent } from './queries.ts'

/** What happened, why, and by whom, in words; a name that we have no words for is shown as it is, never hidden. */
export function useEventWords() {
  const { t, te } = useI18n()
  const say = (group: 'type' | 'reason', name: string) => {
    const keys = [`activity.${group}.${wordOf(name)}`, `audit.${group}.${wordOf(name)}`]
    const known = keys.find((key) => te(key))
    return known === undefined ? name : t(known)
  }
  function sayActor({ actor, userId }: AuditEvent): string {
    if (actor.kind === 'system') return t('audit.actor.system')
    if (actor.kind === 'user' && actor.id === userId) return t('audit.actor.self')
    return actor.name ?? t('audit.actor.gone')
  }
  return { sayType: (type: string) => say('type', type), sayReason: (reason: string) => say('reason', reason), sayActor }
}
