import { atLeast, loaOf, meaningOf, weightOf } from './acr.ts'
import { evidenceOf, provedAt } from './evidence.ts'
import { byAuthenticator } from './standing.ts'
import type { Instant, Level, Proof, ProofKind, Upstream } from './types.ts'

export type AcrContext = {
  now: Instant
  upstreams: readonly Upstream[]
  /** Keycloak's `acr.loa.map`, the client's over the realm's. */
  loaMap: Readonly<Record<string, number>>
  /** Last use of our console while the proof was still fresh; null elsewhere. */
  consoleUsedAt: Instant | null
}

export type Assurance = {
  level: Level
  /** Never '0'; null when nothing is proved. */
  acr: string | null
  amr: readonly string[]
  /** The oldest proof that the acr rests on. */
  authTime: Instant | null
}

const minutes = 60_000
const freshFor = 5 * minutes
const freshWithUse = 30 * minutes

/** A way in which the proofs reach a level, and the proofs that it rests on. */
type Rest = { level: Level; on: readonly Proof[] }

const firstKinds: ReadonlySet<ProofKind> = new Set(['password', 'certificate', 'action-link', 'upstream'])
const isFirst = ({ kind, userVerified }: Proof): boolean => firstKinds.has(kind) || (kind === 'passkey' && userVerified === true)

/** The newest first proof; a passkey counts as one only if it verified its user. */
export const firstProofOf = (proofs: readonly Proof[]): Proof | null =>
  proofs.filter(isFirst).reduce<Proof | null>((newest, proof) => (newest === null || proof.at >= newest.at ? proof : newest), null)

const secondLevel: Readonly<Partial<Record<ProofKind, Level>>> = {
  'totp': 2, 'push': 2, 'passkey': 3, 'emailed-code': 'code', 'emergency-token': 'code', 'backup-code': 'code',
}

function restsOf(proofs: readonly Proof[], upstreams: readonly Upstream[]): Rest[] {
  return proofs.filter(isFirst).flatMap((first) => [
    { level: first.kind === 'passkey' ? 3 : (evidenceOf(first, upstreams)?.level ?? 1), on: [first] },
    ...proofs.flatMap((second): Rest[] => {
      const level = second === first ? undefined : secondLevel[second.kind]
      return level === undefined ? [] : [{ level, on: [first, second] }]
    }),
  ])
}

const oldest = ({ on }: Rest): Instant => Math.min(...on.map(provedAt))

/** The strength of what was proved (P30): never more than the proofs that it is given. */
export const levelOf = (proofs: readonly Proof[], upstreams: readonly Upstream[]): Level =>
  restsOf(proofs, upstreams).reduce<Level>((best, { level }) => (atLeast(level, best) ? level : best), 0)

/** When an authenticator was last proved; emergency tokens and backup codes are never fresh. */
const lastAuthenticatorProof = (proofs: readonly Proof[]): Instant =>
  Math.max(-Infinity, ...proofs.filter(byAuthenticator).map(({ at }) => at))

function isFresh(proofs: readonly Proof[], { now, consoleUsedAt }: AcrContext): boolean {
  const at = lastAuthenticatorProof(proofs)
  if (now - at <= freshFor) return true
  return consoleUsedAt !== null && now - consoleUsedAt <= freshFor && now - at <= freshWithUse
}

/** Whether the proofs meet one requested acr value. A value that nobody knows is met by nothing. */
export function meets(value: string, proofs: readonly Proof[], context: AcrContext): boolean {
  const meaning = meaningOf(value, context.loaMap)
  if (meaning === null) return false
  return 'fresh' in meaning ? isFresh(proofs, context) : atLeast(levelOf(proofs, context.upstreams), meaning.level)
}

const methods: Readonly<Partial<Record<ProofKind, readonly string[]>>> = {
  'password': ['pwd'],
  'certificate': ['pop'],
  'totp': ['otp'],
  'push': ['pop', 'mca'],
  'passkey': ['pop', 'user'],
  'emailed-code': ['otp', 'urn:tegata:amr:email'],
  'emergency-token': ['urn:tegata:amr:emergency'],
  'backup-code': ['urn:tegata:amr:backup'],
}

/** RFC 8176, with our own as URN. An upstream's values only if they are on its list; `mfa` only from our own count. */
const methodsOf = (proof: Proof, upstreams: readonly Upstream[]): readonly string[] =>
  methods[proof.kind] ?? (evidenceOf(proof, upstreams)?.amr ?? []).filter((value) => value !== 'mfa')

/**
 * Says acr, amr and auth_time for proofs that stand (P30).
 *
 * The acr is the strongest requested value that is met, as Keycloak's `mapLoaToAcr`, otherwise the number. `mfa` stands
 * in amr exactly when the acr's number is 2 or more. `requested` is what the request named: essential and wished.
 */
export function assurance(proofs: readonly Proof[], requested: readonly string[], context: AcrContext): Assurance {
  const rests = restsOf(proofs, context.upstreams)
  const proved = levelOf(proofs, context.upstreams)
  if (proved === 0) return { level: 0, acr: null, amr: [], authTime: null }

  const met = requested
    .flatMap((value) => {
      const meaning = meaningOf(value, context.loaMap)
      return meaning !== null && weightOf(meaning) > 0 && meets(value, proofs, context) ? [{ value, meaning }] : []
    })
    .toSorted((one, other) => weightOf(other.meaning) - weightOf(one.meaning))
  const strongest = met[0]
  const acr = strongest?.value ?? String(loaOf(proved))
  const level: Level = !strongest || 'fresh' in strongest.meaning ? proved : strongest.meaning.level
  const issued: Level = strongest ? level : loaOf(proved)

  const carrying = rests.filter((rest) => atLeast(rest.level, issued))
  const authTime = Math.max(...carrying.map(oldest))
  const amr = new Set(proofs.flatMap((proof) => methodsOf(proof, context.upstreams)))
  if (loaOf(level) >= 2) amr.add('mfa')
  return { level: proved, acr, amr: [...amr], authTime }
}
