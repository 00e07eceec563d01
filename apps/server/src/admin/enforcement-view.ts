import { deadlineOf, type Enforcement as WireEnforcement, type EnforcementVersion as WireVersion, toWire } from '@tegata/contract'
import type { Enforcement, EnforcementVersion } from '@tegata/storage'
import { lateWaves } from './enforcement-instants.ts'
import { type Names, targetView } from './enforcement-target.ts'

type Json = WireVersion['changes'][number]['before']

const isInForce = ({ state, enforceFrom }: Enforcement, now: number): boolean => state === 'announced' && enforceFrom <= now

export function enforcementView(rule: Enforcement, names: Names, now: number): WireEnforcement {
  const { id, name, state, enforceFrom, zone, registerBy, target, reason, helpLink, acceptedKinds, acceptedRecoveries, waves, announcedAt, version } = rule
  return {
    id, name, state, inForce: isInForce(rule, now), enforceFrom: toWire(enforceFrom), zone, deadline: toWire(deadlineOf(enforceFrom)),
    registerBy: registerBy === null ? null : toWire(registerBy), target: targetView(target, names), reason, helpLink, kinds: acceptedKinds,
    recoveries: acceptedRecoveries, onUnenrolled: rule.onUnenrolled, afterEmergency: rule.afterEmergency, sessionsBefore: rule.sessionsBefore,
    refusesShared: rule.refusesShared, waves, lateWaves: state === 'draft' ? lateWaves(rule, now) : [],
    announcedAt: announcedAt === null ? null : toWire(announcedAt), version,
  }
}

/** Everything that an act or a change can make different, by the names of the API. */
function told(rule: Enforcement, names: Names): Record<string, Json> {
  const { everyone, roles, groups, departments, policyGroups } = targetView(rule.target, names)
  const named = (list: readonly { name: string }[]) => list.map(({ name }) => name)
  return {
    name: rule.name, state: rule.state, enforceFrom: toWire(rule.enforceFrom), registerBy: rule.registerBy === null ? null : toWire(rule.registerBy), zone: rule.zone,
    'target.everyone': everyone, 'target.roles': named(roles), 'target.groups': named(groups), 'target.departments': departments,
    'target.policyGroups': named(policyGroups), reason: rule.reason, helpLink: rule.helpLink, kinds: rule.acceptedKinds, recoveries: rule.acceptedRecoveries,
    onUnenrolled: rule.onUnenrolled, afterEmergency: rule.afterEmergency, sessionsBefore: rule.sessionsBefore, refusesShared: rule.refusesShared, waves: rule.waves,
  }
}

/** What became different; of something new, everything. */
export function changesOf(before: Enforcement | undefined, after: Enforcement, names: Names): WireVersion['changes'] {
  const old = before && told(before, names)
  return Object.entries(told(after, names))
    .filter(([field, value]) => !old || JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ field, before: old?.[field] ?? null, after: value }))
}

export const versionView = ({ at, act, actor, reason, document }: EnforcementVersion, before: EnforcementVersion | undefined, names: Names): WireVersion =>
  ({ version: document.version, at: toWire(at), act, actor, reason, changes: changesOf(before?.document, document, names) })
