import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyEnforcement, anyFacts, anyProofs, anyUpstream } from '../test/any-facts.ts'
import { enforcement as makeEnforcement, here, minute, now, terms } from '../test/facts.ts'
import { type Decision, type Facts, type NextStep, assurance, canBind, canRemove, countsSince, decide, evidenceOf, kinds, meets, standing, switchOffRemoves } from './index.ts'

vi.setConfig({ testTimeout: 60_000 })

// One draw of facts for all promises: drawing costs more than deciding. The seed is fixed, so that a failure is of the
// change that shows it; change it to look elsewhere.
const runs = { numRuns: 1000, seed: 20261201 }
const everybody = fc.sample(anyFacts, runs)
const enforcements = fc.sample(anyEnforcement, runs)
const sessions = fc.sample(fc.tuple(anyProofs, anyUpstream), runs)

/** Holds a promise against everybody, and names the facts that break it. */
function always(promise: (facts: Facts, index: number) => void): void {
  everybody.forEach((facts, index) => {
    try {
      promise(facts, index)
    } catch (error) {
      throw new Error(`Broken by ${JSON.stringify(facts)}`, { cause: error })
    }
  })
}
/** Deep equality as JSON: a hundred times faster than looking for a difference, and there should be none. */
const same = (one: unknown, other: unknown) => expect(JSON.stringify(one)).toBe(JSON.stringify(other))
const proofsOf = (facts: Facts) => standing(facts.proofs, facts).standing.filter((proof) => countsSince(proof, facts.request.proofsSince))
const firstKinds = new Set(['password', 'certificate', 'action-link', 'upstream', 'passkey'])
const hasFirst = (facts: Facts) => proofsOf(facts).some(({ kind }) => firstKinds.has(kind))
const isUser = (facts: Facts, { everyone, roles, groups }: Facts['enforcements'][number]['target']) =>
  everyone || roles.some((role) => facts.user.roles.includes(role)) || groups.some((group) => facts.user.groups.includes(group))
const withoutWish = (facts: Facts): Facts => ({ ...facts, request: { ...facts.request, wishedAcr: [] } })
const isAsked = ({ asked }: Decision) => asked !== 'no'

describe('decision', () => {
  test('P1 total: one line, one step, one complete trace, for every vector of facts', () => always((facts) => {
    const decision = decide(facts)
    expect(decision.trace.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(decision.trace.filter(({ decided }) => decided).map(({ line }) => line)).toEqual([decision.line])
    expect(decision.trace.find(({ read, matched }) => read && matched)?.line).toBe(decision.line)
    same(JSON.parse(JSON.stringify(decision)), decision)
  }))

  test('P1 pure: the same facts give the same decision, and are left as they were', () => always((facts) => {
    const copy = structuredClone(facts)
    same(decide(facts), decide(copy))
    same(facts, copy)
  }))

  test('P1 what is unknown never exempts', () => always((facts) => {
    const blind: Facts = {
      ...facts,
      request: { ...facts.request, address: null, trustedBrowser: null, localTime: null },
      user: { ...facts.user, otpRequired: facts.user.otpRequired && { since: null } },
      enforcements: facts.enforcements.map((enforcement) => ({ ...enforcement, targetReachedAt: null })),
      policyGroup: facts.policyGroup && { ...facts.policyGroup, assignedAt: null },
    }
    if (isAsked(decide(facts))) expect(isAsked(decide(blind))).toBe(true)
  }))

  test('P2 an enforcement in force is asked or refused, whatever all other facts are, and answered by nothing less', () => {
    always((facts, index) => {
      const enforcement = { ...(enforcements[index] ?? makeEnforcement()), enforceFrom: now, sessionsBefore: 'askAtNextUse' as const, target: { everyone: true, roles: [], groups: [] } }
      const enforced = { ...facts, enforcements: [...facts.enforcements, enforcement] }
      const decision = decide(enforced)
      expect(decision.asked).not.toBe('no')
      if (!decision.satisfied) return
      const proofs = proofsOf(enforced)
      const second = proofs.some(({ kind }) => kinds.some((one) => one === kind) || kind === 'emergency-token' || kind === 'backup-code')
      expect(second || proofs.some((proof) => evidenceOf(proof, enforced.upstreams) !== null)).toBe(true)
    })
  })

  /** Each makes the rules stricter, or takes something away that could be proved. Wishes are left out: they yield (P8). */
  const stricter: readonly [name: string, (facts: Facts) => Facts][] = [
    [
      'an enforcement is added',
      (facts) => ({ ...facts, enforcements: [...facts.enforcements, { ...terms(), kinds: ['totp', 'passkey'], id: 'added', name: 'Added', enforceFrom: now, target: { everyone: true, roles: [], groups: [] }, targetReachedAt: null, refusesShared: false, reasons: {} }] }),
    ],
    [
      'the switch is turned on',
      (facts) => (facts.user.otpRequired ? facts : { ...facts, user: { ...facts.user, otpRequired: { since: now } } }),
    ],
    [
      'the client demands a code',
      (facts) => (facts.client.minimumAcr === null ? { ...facts, client: { ...facts.client, minimumAcr: 'urn:tegata:acr:code' } } : facts),
    ],
    [
      'never becomes unless',
      (facts) => (facts.policyGroup?.ask === 'never' ? { ...facts, policyGroup: { ...facts.policyGroup, ask: 'unless' } } : facts),
    ],
    [
      'unless becomes always',
      (facts) => (facts.policyGroup?.ask === 'unless' ? { ...facts, policyGroup: { ...facts.policyGroup, ask: 'always' } } : facts),
    ],
    [
      'trust always becomes evidence',
      (facts) => ({ ...facts, upstreams: facts.upstreams.map((one) => (one.trust === 'always' ? { ...one, trust: 'evidence' as const } : one)) }),
    ],
    [
      'trust becomes never',
      (facts) => ({ ...facts, upstreams: facts.upstreams.map((one) => ({ ...one, trust: 'never' as const })) }),
    ],
    [
      'the upstream’s list is emptied',
      (facts) => ({ ...facts, upstreams: facts.upstreams.map((one) => ({ ...one, evidence: [] })) }),
    ],
    [
      'rules accept fewer kinds',
      (facts) => ({ ...facts, enforcements: facts.enforcements.map((one) => ({ ...one, kinds: one.kinds.slice(0, 1) })) }),
    ],
    ['the realm offers fewer kinds', (facts) => ({ ...facts, realm: { ...facts.realm, kinds: facts.realm.kinds.slice(1) } })],
    [
      'an authenticator is suspended',
      (facts) => ({ ...facts, user: { ...facts.user, authenticators: facts.user.authenticators.map((one, index) => (index === 0 ? { ...one, state: 'suspended' as const } : one)) } }),
    ],
    [
      'an exemption is removed',
      (facts) => (facts.policyGroup ? { ...facts, policyGroup: { ...facts.policyGroup, exemptions: facts.policyGroup.exemptions.slice(1) } } : facts),
    ],
    [
      'a condition is added to every exemption',
      (facts) => (facts.policyGroup ? { ...facts, policyGroup: { ...facts.policyGroup, exemptions: facts.policyGroup.exemptions.map((one) => ({ ...one, conditions: [...one.conditions, { kind: 'client' as const, clients: ['payroll'] }] })) } } : facts),
    ],
  ]
  const letsInOrBinds = (step: NextStep) => step.kind === 'none' || (step.kind === 'set-up' && (step.proof === 'first-proof' || step.proof === 'mailbox'))

  test.each(stricter)('P3 monotone: when %s, asked stays asked, and a challenge becomes neither a way in nor a set-up', (_, change) => always((any) => {
    const facts = withoutWish(any)
    const [one, other] = [decide(facts), decide(change(facts))]
    if (isAsked(one)) expect(isAsked(other)).toBe(true)
    if (one.nextStep.kind === 'challenge') expect(letsInOrBinds(other.nextStep)).toBe(false)
  }))

  test('P4 trust always, no enforcement, no demand: neither asked nor enrolled', () => always((any) => {
    const { id: _, ...upstream } = { id: '', ...any.upstreams[0] }
    const facts: Facts = {
      ...withoutWish(any), enforcements: [], upstreams: [{ evidence: [], evidenceMaxAge: 0, ...upstream, id: 'corp', enabled: true, enabledSince: null, trust: 'always' }],
      client: { ...any.client, minimumAcr: null }, request: { ...any.request, wishedAcr: [], essentialAcr: [], proofsSince: null },
      proofs: [...any.proofs, { kind: 'upstream', at: now, journeyId: here, epoch: 1, upstream: { id: 'corp', issuer: upstream.issuer, acr: null, amr: [], authTime: null, idTokenJourneyId: here } }],
    }
    const decision = decide(facts)
    if (decision.line !== 0) expect([decision.asked, decision.nextStep.kind, decision.satisfied]).toEqual(['no', 'none', true])
  }))

  test('P5 evidence needs this journey’s ID token, a match on the list, a fresh auth_time, an enabled upstream, trust', () => {
    for (const [proofs, upstream] of sessions) {
      for (const proof of proofs) {
        if (evidenceOf(proof, [upstream]) === null) continue
        expect(proof.upstream?.idTokenJourneyId).toBe(proof.journeyId)
        expect(upstream.evidence.some(({ value }) => proof.upstream?.amr.includes(value))).toBe(true)
        expect(proof.at - (proof.upstream?.authTime ?? -Infinity)).toBeLessThanOrEqual(upstream.evidenceMaxAge)
        expect([upstream.enabled, upstream.trust === 'never']).toEqual([true, false])
      }
    }
  })

  test('P6 not asked: never refused, locked out, or made to type a code or token', () => always((facts) => {
    const { asked, nextStep, lockedOut } = decide(facts)
    if (asked !== 'no') return
    expect(lockedOut).toBe(false)
    expect(['none', 'notice', 'set-up', 'first-proof']).toContain(nextStep.kind)
    if (nextStep.kind === 'first-proof') expect(hasFirst(facts)).toBe(false)
    if (nextStep.kind === 'set-up' && nextStep.proof !== 'first-proof') expect(nextStep).toMatchObject({ proof: 'mailbox', mayBePutOff: true })
  }))

  test('P7 must have, has none, not asked, not by line 3: set-up or notice', () => always((any) => {
    const facts: Facts = { ...any, channel: 'page', journey: any.journey && { ...any.journey, putOff: false, noticeSeen: false } }
    const { asked, line, mustHave, hasOne, nextStep } = decide(facts)
    const isHere = proofsOf(facts).some(({ kind, journeyId }) => firstKinds.has(kind) && journeyId === facts.journey?.id)
    if (asked === 'no' && line !== 3 && mustHave && !hasOne && isHere) expect(['set-up', 'notice']).toContain(nextStep.kind)
  }))

  test('P8 a wish never refuses or enrols', () => always((facts) => {
    const { line, nextStep, reason } = decide(facts)
    if (line === 2 && reason.code === 'line2.wish') expect(['challenge', 'first-proof']).toContain(nextStep.kind)
    if (decide(withoutWish(facts)).asked === 'refused') expect(decide(facts).asked).toBe('refused')
    else expect(decide(facts).asked).not.toBe('refused')
  }))

  test('P8 a demand at or below what is proved changes nothing', () => always((any) => {
    const facts: Facts = { ...any, client: { ...any.client, minimumAcr: null } }
    const lasting = proofsOf(facts).filter(({ kind, authenticatorId }) =>
      kind !== 'emergency-token' && !facts.user.authenticators.some(({ id, boundInJourney }) => id === authenticatorId && boundInJourney === here))
    for (const minimumAcr of ['0', '1', 'urn:tegata:acr:code', '2', '3']) {
      const isMet = minimumAcr < '2' || meets(minimumAcr, lasting, { now, upstreams: facts.upstreams, loaMap: {}, consoleUsedAt: null })
      if (isMet) same(decide({ ...facts, client: { ...facts.client, minimumAcr } }), decide(facts))
    }
  }))

  test('P9 accepted kinds and recoveries are those of every rule; onUnenrolled is the strictest of rules and floors', () => always((facts) => {
    const { acceptedKinds, acceptedRecoveries, onUnenrolled, requirements, floors } = decide(facts)
    const ladder = ['enrol', 'mailLink', 'codeOnly', 'deny']
    for (const rule of requirements) {
      expect(acceptedKinds.every((kind) => rule.kinds.includes(kind))).toBe(true)
      expect(acceptedRecoveries.every((way) => way === 'emergency-token' || way === 'help-desk' || rule.recoveries.includes(way))).toBe(true)
      expect(ladder.indexOf(onUnenrolled)).toBeGreaterThanOrEqual(ladder.indexOf(rule.onUnenrolled))
    }
    expect(ladder.indexOf(onUnenrolled)).toBe(Math.max(0, ...floors.map(({ floor }) => ladder.indexOf(floor))))
  }))

  test('P10 a role counts whether it comes alone or with others, and the order of rules does not matter', () => always((facts) => {
    const more = { ...facts, user: { ...facts.user, roles: ['staff', ...facts.user.roles] } }
    expect(decide(more).asked).toBe(decide(facts).asked)
    expect(decide({ ...facts, enforcements: facts.enforcements.toReversed() })).toMatchObject({ asked: decide(facts).asked, onUnenrolled: decide(facts).onUnenrolled })
  }))

  test('P11 classic and interactive ask the same; classic never shows a set-up', () => always((facts) => {
    const [classic, interactive] = [decide({ ...facts, realm: { ...facts.realm, presentation: 'classic' } }), decide({ ...facts, realm: { ...facts.realm, presentation: 'interactive' } })]
    expect([classic.line, classic.asked]).toEqual([interactive.line, interactive.asked])
    const isSignIn = facts.channel !== 'account' && !facts.proofs.some(({ linkPurpose }) => linkPurpose === 'set-up')
    if (isSignIn) expect(['set-up', 'prove-then-set-up']).not.toContain(classic.nextStep.kind)
  }))

  test('P12 locked out only by codeOnly, deny, classic, suspension or line 0', () => always((facts) => {
    const { lockedOut, line, onUnenrolled, acceptedKinds } = decide(facts)
    if (!lockedOut || acceptedKinds.length === 0) return
    const isSuspended = facts.user.authenticators.length > 0 && facts.user.authenticators.every(({ state }) => state === 'suspended')
    expect(line === 0 || onUnenrolled === 'codeOnly' || onUnenrolled === 'deny' || facts.realm.presentation === 'classic' || isSuspended).toBe(true)
  }))

  test('satisfied means: not refused, somebody signed in, and nothing left to prove', () => always((facts) => {
    const { satisfied, asked, nextStep, acrToAskFor } = decide(facts)
    expect(satisfied || asked === 'refused').toBe(acrToAskFor === null)
    if (satisfied) expect([asked === 'refused', hasFirst(facts)]).toEqual([false, true])
    if (satisfied && asked === 'yes') expect(nextStep.kind).toBe('none')
  }))
})

describe('binding', () => {
  const app = { kind: 'totp' } as const
  const proved = (facts: Facts) => proofsOf(facts).filter(({ authenticatorId, at }) =>
    now - at <= 5 * minute && facts.user.authenticators.some(({ id, state }) => id === authenticatorId && state !== 'suspended'))
  const hasToken = (facts: Facts) => proofsOf(facts).some(({ kind, journeyId }) => kind === 'emergency-token' && journeyId === facts.journey?.id)

  test('P13 only by an authenticator proved a moment ago; or, with none, a first proof of this journey; or by a token', () => always((facts) => {
    const outcome = canBind(facts, app)
    if (!outcome.ok) return
    const { authenticators } = facts.user
    const works = authenticators.some(({ state }) => state !== 'suspended')
    if (works) expect([outcome.boundBy, proved(facts).length > 0]).toEqual(['authenticator', true])
    else if (authenticators.length > 0) expect([outcome.boundBy, hasToken(facts)]).toEqual(['emergency-token', true])
    else expect(proofsOf(facts).some(({ kind, journeyId }) => firstKinds.has(kind) && journeyId === facts.journey?.id)).toBe(true)
  }))

  test('P13 a set-up that the decision shows as proved is one that binds, and no other', () => always((facts) => {
    const { nextStep } = decide(facts)
    const [kind] = nextStep.kind === 'set-up' ? nextStep.kinds : []
    if (nextStep.kind !== 'set-up' || kind === undefined || kind === 'emailed-code') return
    if (facts.user.authenticators.length > 0 && facts.proofs.some(({ linkPurpose }) => linkPurpose === 'set-up')) return
    expect(canBind(facts, { kind }).ok).toBe(nextStep.proved)
  }))

  test('P14 with an administrative role, neither password nor session nor account page alone', () => always((any) => {
    const facts: Facts = { ...any, user: { ...any.user, administrative: true, authenticators: [] } }
    const outcome = canBind(facts, app)
    if (outcome.ok) expect(outcome.boundBy).not.toBe('first-proof')
  }))

  test('P15 the snapshot of the page binds only as long as it is the snapshot of the commit', () => always((facts) => {
    const shown = 'another'
    expect(canBind(facts, { ...app, shown }).ok).toBe(false)
  }))

  test('P17 the mailbox binds only through a usable address on file', () => always((any) => {
    const facts: Facts = { ...any, user: { ...any.user, authenticators: [] } }
    const outcome = canBind(facts, { kind: 'emailed-code', address: 'on-file' })
    if (!outcome.ok || outcome.boundBy !== 'mailbox') return
    expect([facts.user.address === null, facts.journey?.addressTyped]).toEqual([false, false])
    expect(facts.user.address?.changedAt ?? null).toBeNull()
  }))

  test('P18 a set-up link never adds beside an existing one', () => always((facts) => {
    const isLink = proofsOf(facts).some(({ linkPurpose, journeyId }) => linkPurpose === 'set-up' && journeyId === facts.journey?.id)
    if (isLink && facts.user.authenticators.length > 0) expect(canBind(facts, app).ok).toBe(false)
  }))

  test('P19 whoever must have one never goes to none by their own act, be it removed or replaced', () => always((facts) => {
    const { user, realm, policyGroup } = facts
    const rules = [
      ...facts.enforcements.filter((rule) => rule.enforceFrom <= now && isUser(facts, rule.target)),
      ...(policyGroup !== null && policyGroup.ask !== 'never' ? [policyGroup] : []),
      ...(user.otpRequired ? [{ kinds }] : []),
    ]
    if (rules.length === 0) return
    const accepted = realm.kinds.filter((kind) => rules.every((rule) => rule.kinds.includes(kind)))
    const isLeft = (gone: readonly string[]) => user.authenticators.some(({ id, state, kind }) => !gone.includes(id) && state !== 'suspended' && accepted.includes(kind))
    const all = user.authenticators.map(({ id }) => id)
    for (const replaces of [all, ...all.map((id) => [id])].filter(({ length }) => length > 0)) {
      for (const lost of [true, false]) {
        for (const kind of kinds) if (canBind(facts, { kind, replaces, lost }).ok) expect(accepted.includes(kind) || isLeft(replaces)).toBe(true)
        for (const id of replaces) if (canRemove(facts, id, { lost }).ok) expect(isLeft([id])).toBe(true)
      }
    }
  }))

  test('P21 off removes nothing while another rule requires one', () => always((facts) => {
    const other = facts.enforcements.some((rule) => rule.enforceFrom <= now && isUser(facts, rule.target)) || (facts.policyGroup !== null && facts.policyGroup.ask !== 'never')
    expect(switchOffRemoves(facts)).toBe(!other)
  }))

  test('P22 a binding demand is never satisfied by what this journey bound by the first proof', () => always((any) => {
    const authenticators = any.user.authenticators.map((one) => ({ ...one, boundBy: 'first-proof' as const, confirmedFor: 'enrol' as const, boundInJourney: here }))
    const proofs = any.proofs.filter(({ kind }) => kind !== 'passkey' && kind !== 'upstream' && kind !== 'backup-code' && kind !== 'emergency-token' && kind !== 'action-link')
    const facts: Facts = { ...any, proofs, client: { ...any.client, minimumAcr: '2' }, user: { ...any.user, authenticators }, journey: any.journey && { ...any.journey, mailboxProvedAt: null } }
    if (facts.journey) expect(decide(facts).satisfied).toBe(false)
  }))
})

describe('sessions and tokens', () => {
  test('P20 nothing proved before a reset counts after it', () => always((any) => {
    const facts: Facts = { ...any, proofs: any.proofs.filter(({ kind }) => kind !== 'upstream'), user: { ...any.user, epoch: 7 } }
    same(decide(facts), decide({ ...facts, proofs: [] }))
  }))

  test('P25 an emergency token never yields acr 2, fresh, an offline token, or what a request demands', () => always((any) => {
    const proofs = any.proofs.filter(({ kind }) => kind === 'password' || kind === 'emergency-token')
    const context = { now, upstreams: [], loaMap: {}, consoleUsedAt: null }
    expect(['1', null]).toContain(assurance(proofs, ['3', '2', 'urn:tegata:acr:fresh'], context).acr)
    const demanding: Facts = { ...any, proofs, client: { ...any.client, minimumAcr: 'urn:tegata:acr:code' } }
    expect(decide(demanding).satisfied).toBe(false)
  }))

  test('P29 letRunOut excuses only older sessions, and never offline tokens, own APIs, or a direct grant', () => always((facts) => {
    const { excused } = decide(facts)
    if (excused.length === 0) return
    expect(['refresh-offline', 'direct-grant', 'api', 'account']).not.toContain(facts.channel)
    expect(facts.session).not.toBeNull()
  }))

  test('P30 acr, amr and auth_time never say more than proved, and mfa stands exactly when acr is 2 or more', () => {
    const values = ['1', 'urn:tegata:acr:code', '2', '3', 'gold', 'urn:tegata:acr:fresh']
    for (const [index, [proofs, upstream]] of sessions.entries()) {
      const requested = values.filter((_, bit) => (index >> bit) % 2 === 1)
      const context = { now, upstreams: [upstream], loaMap: { gold: 2 }, consoleUsedAt: null }
      const { acr, amr, authTime, level } = assurance(proofs, requested, context)
      if (acr === null) expect([amr, authTime, level]).toEqual([[], null, 0])
      else {
        expect(meets(acr, proofs, context)).toBe(true)
        expect(amr.includes('mfa')).toBe(['2', '3', 'gold'].includes(acr) || (acr === 'urn:tegata:acr:fresh' && (level === 2 || level === 3)))
        expect(authTime).toBeLessThanOrEqual(Math.max(...proofs.map(({ at }) => at)))
      }
    }
  })

  test('P31 no circumstance counts at the refresh of an offline token, in a direct grant, or at our own API', () => {
    const withoutCircumstances: readonly Facts['channel'][] = ['refresh-offline', 'direct-grant', 'api', 'account', 'refresh']
    always((any, index) => {
      const facts = { ...any, channel: withoutCircumstances[index % withoutCircumstances.length] ?? 'api' }
      const elsewhere: Facts = { ...facts, request: { ...facts.request, address: '10.0.0.1', trustedBrowser: { kind: 'totp', epoch: 1, markedAt: now } } }
      const { trace: _, ...one } = decide(facts)
      const { trace: __, ...other } = decide(elsewhere)
      same(one, other)
    })
  })

  test('P32 max_age and prompt=login count only proofs made since', () => always((any) => {
    const facts: Facts = { ...any, request: { ...any.request, proofsSince: now - 5 * minute } }
    if (facts.proofs.every(({ at, upstream: said }) => Math.min(at, (said?.authTime ?? at) + 30_000) < now - 5 * minute) && decide(facts).asked !== 'refused') {
      expect(decide(facts).nextStep).toEqual({ kind: 'first-proof', reason: 'missing' })
    }
  }))

  test('P36 a trusted browser is never read in lines 1 to 5', () => always((facts) => {
    const marked: Facts = { ...facts, request: { ...facts.request, trustedBrowser: { kind: 'totp', epoch: 1, markedAt: now } } }
    const upTo5 = ({ trace }: Decision) => trace.slice(0, 6).map(({ matched, reason }) => [matched, reason])
    same(upTo5(decide(marked)), upTo5(decide(facts)))
  }))

  test('P37 no request parameter lowers the client’s minimum acr', () => always((any) => {
    const demanding: Facts = { ...any, client: { ...any.client, minimumAcr: '2' } }
    const silent: Facts = { ...demanding, request: { ...demanding.request, essentialAcr: [], wishedAcr: [] } }
    if (decide(silent).line === 2) expect(isAsked(decide(demanding))).toBe(true)
    if (!decide(silent).satisfied && decide(silent).line === 2) expect(decide(demanding).satisfied).toBe(false)
  }))

  test('P38 a disabled user, client or realm is refused on every path', () => always((facts) => {
    for (const disabled of [{ ...facts, user: { ...facts.user, enabled: false } }, { ...facts, client: { ...facts.client, enabled: false } }, { ...facts, realm: { ...facts.realm, enabled: false } }]) {
      expect(decide(disabled)).toMatchObject({ line: 0, asked: 'refused', satisfied: false })
    }
  }))
})
