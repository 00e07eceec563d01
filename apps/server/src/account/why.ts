import { readTrace, type ReasonCode, type ToldLine } from '@tegata/policy'
import type { Enforcement, StoredAuditEvent, Upstream } from '@tegata/storage'
import { inWords } from '../ui/frame.ts'
import { html, type Html } from '../ui/html.ts'
import type { Language } from '../ui/languages.ts'
import { contactOf, type Frame } from '../ui/layout.ts'
import { words } from '../ui/words.ts'

/** Why somebody was asked for a code, or not, as far as they themselves may know it. */
export type Why = {
  question: 'asked' | 'not-asked' | 'refused'
  code: ReasonCode
  since: number | null
  /** Why the rule was made, in the words of whoever made it. */
  reason: string | null
  provider: string | null
  application: string | null
}

type Known = { language: Language; enforcements: readonly Enforcement[]; upstreams: readonly Upstream[]; applications: ReadonlyMap<string, string> }

/**
 * Reads what was decided at a sign-in of the past; null where nothing was kept of it. No name of a group, no network
 * and no condition of an exemption leaves here: whoever knew them could come by the one that asks for nothing.
 */
export function whyOf({ outcome, clientId, detail }: Pick<StoredAuditEvent, 'outcome' | 'clientId' | 'detail'>, known: Known): Why | null {
  const deciding = readTrace(detail?.['trace'])?.find(({ decided }) => decided)
  if (!deciding) return null
  const { code, params } = deciding.reason
  const rule = known.enforcements.find(({ id }) => id === params['ruleId'])
  const upstream = known.upstreams.find(({ id }) => id === params['upstream'])
  const alias = detail?.['upstream']
  return {
    question: outcome !== 'success' ? 'refused' : asked(deciding) ? 'asked' : 'not-asked',
    code,
    since: typeof params['since'] === 'number' ? params['since'] : null,
    reason: rule?.reason[known.language] ?? rule?.reason.en ?? null,
    // One that was deleted since is known by the alias that stands beside it.
    provider: upstream ? inWords(upstream.name, known.language) : typeof alias === 'string' ? alias : null,
    application: clientId == null ? null : known.applications.get(clientId) ?? clientId,
  }
}

const asked = ({ outcome }: ToldLine): boolean => outcome === 'yes'

/** The sentence, whole. What a later release decides by and this one has no words for is "nothing demanded a code". */
function sentenceOf(view: Frame, { code, since, reason, provider, application }: Why): Html {
  const { t, rich } = words(view)
  const realm = view.realm.title
  const app = application ?? realm
  const by = provider ?? '–'
  switch (code) {
    case 'line1.in-force': return html`${rich('why.enforcement', { since: since ?? 0, realm })}${reason !== null && html` ${t('why.enforcement.reason', { reason })}`}`
    case 'line2.demand': return rich('why.application', { application: app })
    case 'line2.wish': return rich('why.application.wish', { application: app })
    case 'line3.trusted': return rich('why.provider.trusted', { provider: by, realm })
    case 'line3.evidence': return rich('why.provider.evidence', { provider: by })
    case 'line3.two-factors': return rich('why.two-factors')
    case 'line4.on': return rich('why.switch')
    case 'line5.always': return rich('why.group', { realm })
    case 'line6.not-exempt': return rich('why.group.unless', { realm })
    case 'line6.exempt': return rich('why.group.exempt', { realm })
    case 'line7.never': return rich('why.group.never', { realm })
    case 'line8.has-one': return rich('why.has-one', { realm })
    case 'line0.shared-account': return rich('why.shared', { realm })
    case 'line0.acr-unreachable': return rich('why.too-much', { application: app })
    case 'line0.user-disabled': case 'line0.realm-disabled': case 'line0.client-disabled': case 'line0.upstream-disabled': return rich('why.off')
    default: return rich('why.nothing')
  }
}

/** The question, and beneath it the answer and whom to ask. Works without script. */
export function whyDetails(view: Frame, why: Why): Html {
  const { t } = words(view)
  const isUnanswered = why.question === 'refused' && !why.code.startsWith('line0.')
  return html`<details class="why"><summary>${t(`why.${why.question}`)}</summary>
<p>${sentenceOf(view, why)}${isUnanswered && html` ${t('why.unanswered')}`}</p>
<p class="small">${t('why.ask', { contact: contactOf(view) })}</p></details>`
}
