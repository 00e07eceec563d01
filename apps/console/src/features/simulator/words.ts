import type { EffectivePolicy, TraceLine } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { useReasonWords } from '../users/otp/trace-words.ts'
import type { SimulatedStep } from './queries.ts'

/** Says the steps of a sign-in, and why one is refused. */
export function useStepWords() {
  const { t, te, locale } = useI18n()
  const sayReason = useReasonWords()

  const sayKinds = (kinds: SimulatedStep['kinds']): string =>
    new Intl.ListFormat(locale.value, { type: 'disjunction' }).format(kinds.map((kind) => t(`authenticators.kind.${kind}`)))

  function sayRefusal(reason: TraceLine['reason'], ways: EffectivePolicy['ways'] = []): string {
    const key = `simulator.${reason.code}`
    return reason.code.startsWith('refused.') && te(key) ? t(key, reason.params) : sayReason(reason, ways)
  }

  /** What the person does, what proves it is them, and whether it can wait. */
  function sayStep({ kind, kinds, proof, mayBePutOff, reason }: SimulatedStep, ways: EffectivePolicy['ways'] = []): string {
    const what = t(`simulator.result.step.${kind}`, { kinds: sayKinds(kinds), reason: reason === null ? '' : sayRefusal(reason, ways) })
    const by = proof !== null && (kind === 'set-up' || kind === 'confirm') ? t(`simulator.result.proof.${proof}`) : ''
    return [what, by, mayBePutOff ? t('simulator.result.later') : ''].filter((text) => text !== '').join(' ')
  }
  return { sayStep, sayKinds }
}
