import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { showName } from '../../../i18n/names.ts'
import { useDates } from '../../../i18n/zone.ts'
import { useTrustedProvider } from '../../upstreams/person/use-trusted-provider.ts'
import { useTrace } from '../otp/queries.ts'
import { useAuthenticators } from '../parts/queries.ts'
import type { User } from '../queries.ts'
import { sayTruth, truthOf } from './otp-truth.ts'

/** How somebody stands with codes, and what the decision says of their next sign-in, in words. */
export function useTruth(user: MaybeRefOrGetter<User | undefined>): ComputedRef<string> {
  const { t } = useI18n()
  const date = useDates()
  const id = () => toValue(user)?.id ?? ''
  const { data: authenticators } = useAuthenticators(id)
  const { data: decided } = useTrace(id, null)
  const trusted = useTrustedProvider(id)
  return computed(() => {
    const person = toValue(user)
    if (!person) return ''
    const truth = truthOf(person, authenticators.value?.items, trusted.value, person.enabled ? decided.value ?? null : null)
    return sayTruth(truth, { t, date: (iso) => date(iso, 'brief'), name: showName(person) })
  })
}
