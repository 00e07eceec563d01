import { permissionsOf, type ProblemCode } from '@tegata/contract'
import type { Asked, World } from './fake-server.ts'
import { bulkAnswers } from './fake-bulk.ts'
import { dashboardOf } from './fake-dashboard.ts'
import { enforcementAnswers } from './fake-enforcements.ts'
import { emergencyAnswers, ofEmergency } from './fake-emergency.ts'
import { simulatorAnswers } from './fake-simulator.ts'
import { handingAnswers, ofHanding } from './fake-handing.ts'
import { likelyShared, ofShared, sharedAnswers } from './fake-shared.ts'
import { ofHelpDesk } from './fake-help-desk.ts'
import { settingsAnswers } from './fake-settings.ts'
import { fileAnswers } from './fake-files.ts'
import { policyAnswers, regroup } from './fake-policies.ts'
import { ofIdentities, upstreamAnswers } from './fake-upstreams.ts'
import { at, groups, person, type Person, realm, roles } from './people.ts'

export type Answer = { value: unknown } | { problem: ProblemCode }
const nothing: Answer = { value: undefined }

function resetOtp(found: Person): void {
  found.authenticators = []
  found.sessions = []
  found.otpRequired = true
  found.otp = { ...found.otp, required: true, registered: false, registeredAt: null, requiredSince: at(0), status: 'waiting' }
  found.version += 1
}

const matches = (input: Readonly<Record<string, unknown>>) => (each: Person): boolean => {
  const text = (name: string): string => String(input[name] ?? '')
  const search = text('search')
  const listed = (name: string, value: string | null) => text(name) === '' || text(name).split(',').includes(value ?? '')
  if (search && each.shownReference?.replace('-', '') === search.replaceAll(/[- ]/g, '')) return true
  if (search && ![each.username, each.givenName, each.familyName, each.email ?? '', each.familyName + each.givenName].some((text) => text.toLowerCase().includes(search.toLowerCase()))) return false
  if (text('role') && !text('role').split(',').some((name) => each.roles.includes(name))) return false
  if (!listed('department', each.department)) return false
  if (text('administrators') === 'true' && !each.administrator) return false
  if (text('enabled') && String(each.enabled) !== text('enabled')) return false
  if (text('lockedOut') === 'true' && each.meets !== 'locked-out') return false
  if (text('waits') === 'true' && each.waitsUntil === null) return false
  if (text('neverSignedIn') === 'true' && each.lastSignInAt !== null) return false
  if (text('signedInBefore') && (each.lastSignInAt === null || each.lastSignInAt >= text('signedInBefore'))) return false
  if (text('signedInSince') && (each.lastSignInAt === null || each.lastSignInAt < text('signedInSince'))) return false
  if (text('emailProved') && (each.email === null || String(each.emailVerified) !== text('emailProved'))) return false
  if (!listed('emergencyLeft', ['none', 'last'][each.emergencyTokensLeft] ?? 'some')) return false
  if (!listed('policyGroup', each.policyGroup?.id ?? 'none')) return false
  const otp = text('otp')
  if (otp === 'not-set-up') return each.otp.status !== 'set-up'
  if (otp === 'required') return each.otp.required
  return otp === '' || each.otp.status === otp
}

function change(world: World, found: Person, { body, ifMatch }: Asked): Answer {
  if (ifMatch !== null && ifMatch !== found.version) return { problem: 'request.precondition-failed' }
  const { signOutNow, resetOtp: reset, otpRequired, policyGroup, ...profile } = body
  const refused = policyGroup === undefined ? null : regroup(world, found, policyGroup, body['policyGroupUntil'])
  if (refused) return refused
  if (world.people.some((other) => other !== found && body['email'] && other.email === body['email'])) return { problem: 'user.email-taken' }
  Object.assign(found, profile)
  if (reset === true) resetOtp(found)
  else if (otpRequired === true) {
    found.otpRequired = true
    found.otp = { ...found.otp, required: true, status: found.otp.registered ? 'set-up' : 'waiting' }
  } else if (otpRequired === false) {
    found.otpRequired = false
    found.authenticators = []
    found.otp = { ...found.otp, required: false, registered: false, registeredAt: null, status: 'not-required' }
  }
  if (signOutNow === true || otpRequired === false) found.sessions = []
  found.version += 1
  return { value: found }
}

function ofUser(world: World, found: Person, asked: Asked): Answer {
  const { input } = asked
  if (emergencyAnswers.some((id) => id === asked.id)) return ofEmergency(world, found, asked)
  if (handingAnswers.some((id) => id === asked.id)) return ofHanding(world, found, asked)
  if (sharedAnswers.some((id) => id === asked.id)) return ofShared(world, found, asked)
  switch (asked.id) {
    case 'getUser': return { value: { ...found, openResetRequests: world.requests.filter(({ user, state }) => user.id === found.id && state === 'open').length } }
    case 'changeUser': return change(world, found, asked)
    case 'resetOtp': resetOtp(found); return nothing
    case 'liftWait': found.waitsUntil = null; return nothing
    case 'listAuthenticators': return { value: { items: found.authenticators, next: null } }
    case 'removeAuthenticator': {
      if (found.otp.required && found.authenticators.length === 1) return { problem: 'authenticator.last-one' }
      found.authenticators = found.authenticators.filter(({ id }) => id !== input['authenticatorId'])
      return nothing
    }
    case 'listSessions': return { value: { items: found.sessions, next: null } }
    case 'endSession': found.sessions = found.sessions.filter(({ id }) => id !== input['sessionId']); return nothing
    case 'endSessions': found.sessions = []; return nothing
    case 'listAttempts': return { value: { items: found.attempts.map(({ past, ...attempt }, index) => ({ id: String(index + 1), asked: past?.asked ?? null, ...attempt })), next: null } }
    case 'explainAttempt': {
      const { past, ...attempt } = found.attempts[Number(asked.input['attemptId']) - 1] ?? {}
      return past ? { value: { ...attempt, ...past } } : { problem: 'attempt.not-found' }
    }
    case 'listUserRoles': return { value: { items: roles.filter(({ id }) => found.roleIds.includes(id)).map((role) => ({ ...role, direct: true, viaGroups: [] })), next: null } }
    case 'grantRole': found.roleIds.push(input['roleId'] ?? ''); return nothing
    case 'withdrawRole': found.roleIds = found.roleIds.filter((id) => id !== input['roleId']); return nothing
    case 'listUserGroups': return { value: { items: groups.filter(({ id }) => found.groupIds.includes(id)), next: null } }
    case 'addGroupMember': found.groupIds.push(input['groupId'] ?? ''); return nothing
    case 'listIdentities': case 'linkIdentity': case 'unlinkIdentity': return ofIdentities(world, found, asked)
    case 'removeGroupMember': found.groupIds = found.groupIds.filter((id) => id !== input['groupId']); return nothing
    default: throw new Error(`the fake has no answer for ${asked.id}`)
  }
}

function ofRequest(world: World, { id, input, body }: Asked): Answer {
  const found = world.requests.find((request) => request.id === input['requestId'])
  if (!found) return { problem: 'reset-request.not-found' }
  if (found.state !== 'open') return { problem: 'reset-request.already-closed' }
  if (id === 'answerResetRequest') {
    if (body['reference'] !== undefined && body['reference'] !== found.reference) return { problem: 'reset-request.other-reference' }
    const who = world.people.find((each) => each.id === found.user.id)
    if (who) resetOtp(who)
  }
  found.state = id === 'answerResetRequest' ? 'answered' : 'dismissed'
  found.closedAt = at(0)
  found.afterReset = null
  return nothing
}

/** What the fake server says to a call that was let through. */
export function answers(world: World, asked: Asked): Answer {
  const { id, input, body } = asked
  const page = <Item>(items: readonly Item[]) => {
    const from = Number(input['cursor'] ?? 0)
    const until = from + Math.min(Number(input['limit'] ?? world.pageSize), world.pageSize)
    return { value: { items: items.slice(from, until), next: until < items.length ? String(until) : null } }
  }
  switch (id) {
    case 'whoAmI': {
      const { me } = world
      return { value: { user: me, name: me.username, roles: world.myRoles, permissions: [...permissionsOf(world.myRoles)], upcoming: world.upcoming ?? [], freshUntil: null, realm: { ...realm, canMail: world.canMail, kinds: realm.kinds.filter((kind) => world.canMail || kind !== 'emailed-code'), mailDomains: world.settings.mailDomains, emergencyMode: world.emergencyMode, emergencyInitial: world.emergencyInitial } } }
    }
    case 'getDashboard': return { value: dashboardOf(world) }
    case 'listUsers': return page(world.people.filter(matches(input)))
    case 'countUsers': {
      const count = world.people.filter(matches(input)).length
      return { value: { count: Math.min(count, 1000), more: count > 1000 } }
    }
    case 'listLikelyShared': return likelyShared(world, asked)
    case 'listDepartments': return page([...new Set(world.people.flatMap(({ department }) => department ?? []))].sort().map((name) => ({ name })))
    case 'createUser': {
      if (world.people.some(({ username }) => username === body['username'])) return { problem: 'user.username-taken' }
      const added = person(String(body['username']), String(body['familyName']), String(body['givenName']), { ...body, lastSignInAt: null, hasPassword: false })
      world.people.push(added)
      return { value: added }
    }
    case 'listRoles': return page(roles)
    case 'listGroups': return page(groups)
    case 'listResetRequests': {
      const digits = (text: string) => text.replaceAll(/\D/g, '')
      return page(world.requests.filter((request) =>
        request.state === (input['state'] ?? 'open')
        && (!input['userId'] || request.user.id === input['userId'])
        && (!input['reference'] || digits(request.reference) === digits(input['reference']))))
    }
    case 'answerResetRequest': case 'dismissResetRequest': return ofRequest(world, asked)
    default: {
      const known = bulkAnswers(world, asked, (filter) => world.people.filter(matches(filter))) ?? policyAnswers(world, asked) ?? enforcementAnswers(world, asked) ?? simulatorAnswers(world, asked) ?? fileAnswers(world, asked) ?? ofHelpDesk(world, asked) ?? upstreamAnswers(world, asked) ?? settingsAnswers(world, asked)
      if (known) return known
      const found = world.people.find((each) => each.id === input['userId'])
      return found ? ofUser(world, found, asked) : { problem: 'user.not-found' }
    }
  }
}
