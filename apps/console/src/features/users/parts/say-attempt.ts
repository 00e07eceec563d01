import { useI18n } from 'vue-i18n'

/**
 * A permanent name such as `code.refused` as a key of our words: dots would be read as a path. What stands behind a
 * colon (`wait:short`) is a detail for the audit log.
 */
export const wordOf = (name: string): string => (name.split(':')[0] ?? '').replaceAll(/[^a-z0-9]+/gi, '_')

/** Written by a machine for machines: `connect:nobody`, `line5.always`. What people typed has blanks, capitals, or another script. */
const isName = (reason: string): boolean => /^[a-z0-9]+(?:[.:_-][a-z0-9]+)*$/.test(reason)

/** Says an attempt and its reason in words; a name that we have no words for is left to the audit log. */
export function useAttemptWords() {
  const { t, te } = useI18n()
  return {
    /** A new kind of event is shown by its name, not hidden. */
    sayType: (type: string): string => (te(`activity.type.${wordOf(type)}`) ? t(`activity.type.${wordOf(type)}`) : type),
    sayReason(reason: string | null): string {
      if (reason === null) return ''
      const known = ['activity.reason', 'userPage.reason'].map((group) => `${group}.${wordOf(reason)}`).find((key) => te(key))
      return known ? t(known) : isName(reason) ? '' : reason
    },
  }
}
