import type { EffectivePolicy, TraceLine } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { useDates } from '../../../i18n/zone.ts'
import { useUpstreamName } from '../../upstreams/upstream-words.ts'

type Reason = TraceLine['reason']

const instants: ReadonlySet<string> = new Set(['since', 'from'])

/** A reason in the language of the console; one that this console does not know yet as the API says it. */
export function useReasonWords(): (reason: Reason, ways?: EffectivePolicy['ways']) => string {
  const { t, te } = useI18n()
  const date = useDates()
  const nameOf = useUpstreamName()
  return ({ code, params, sentence }, ways = []) => {
    if (!te(`trace.${code}`)) return sentence
    const shown = Object.entries(params).map(([name, value]) => {
      const way = name === 'upstream' ? ways.find((each) => each.name.en === value) : undefined
      if (way) return [name, nameOf(way.name)] as const
      // The personal switch stands among the rules by its English name.
      return [name, name === 'rule' && value === 'OTP Configured' ? t('users.otp.box') : instants.has(name) ? date(value, 'brief') : value] as const
    })
    return t(`trace.${code}`, Object.fromEntries(shown))
  }
}

/** Which of the five things the sentence beside the box says. */
type Said = 'required' | 'asked' | 'notAsked' | 'notRequired' | 'refused'
export function saidOf({ asked, required }: Pick<EffectivePolicy, 'asked' | 'required'>): Said {
  if (asked === 'refused') return 'refused'
  if (asked === 'yes') return required ? 'required' : 'asked'
  return required ? 'notAsked' : 'notRequired'
}

/** The reason of the line that decided. */
export const decidedBy = ({ trace }: Pick<EffectivePolicy, 'trace'>): Reason | undefined => trace.find(({ decided }) => decided)?.reason
