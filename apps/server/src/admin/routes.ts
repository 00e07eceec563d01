import { openApi, type OperationId } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import type { Handler, Route } from '../http/route.ts'
import type { TellAfterReset } from '../journey/reset.ts'
import type { ComposeMail } from '../mail/compose.ts'
import type { SendTestMail } from '../mail/test-mail.ts'
import { addressesApi } from './addresses.ts'
import { administratorsApi } from './administrators.ts'
import { authenticatorsApi } from './authenticators.ts'
import { type AccessToken, createAuthorize } from './authorize.ts'
import { brandingApi, type PreviewPage } from './branding.ts'
import { bulkApi } from './bulk/api.ts'
import { clientsApi } from './clients.ts'
import { dashboardApi } from './dashboard.ts'
import { emergencyTokensApi } from './emergency-tokens.ts'
import { enforcementActsApi } from './enforcement-acts.ts'
import { enforcementsApi } from './enforcements.ts'
import { enforcementMailsApi, type RemindersOfRules } from './enforcement-mails.ts'
import { enrolmentsApi } from './enrolments.ts'
import { eventsApi } from './events.ts'
import { exportNamedApi } from './export-named.ts'
import { groupsApi } from './groups.ts'
import { heldEmergencyTokensApi } from './held-emergency-tokens.ts'
import { identitiesApi } from './identities.ts'
import { importApi } from './import.ts'
import { createInTurn } from './in-turn.ts'
import { keysApi, type KeysOfRealm } from './keys.ts'
import { meApi } from './me.ts'
import type { Decide, Letters, UpstreamsOnTheWire, Waits } from './needs.ts'
import { policyAssignmentsApi } from './policy-assignments.ts'
import { callersNetworkApi } from './policy-conditions.ts'
import { policyGroupVersionsApi } from './policy-group-versions.ts'
import { policyGroupsApi } from './policy-groups.ts'
import { realmApi } from './realm-settings.ts'
import { revealLimitApi } from './reveal-limit.ts'
import { readinessApi } from './readiness.ts'
import { createReadinessPeople } from './readiness-people.ts'
import { createRecordRefusal } from './refusals.ts'
import { resetRequestsApi } from './reset-requests.ts'
import { rolesApi } from './roles.ts'
import { ruleRecordApi } from './rule-record.ts'
import { type Performs, routesOf, type ServeNeeds } from './serve.ts'
import { sharedAccountsApi } from './shared-accounts.ts'
import { simulateApi } from './simulate.ts'
import { sessionsApi } from './sessions.ts'
import { setupMailApi } from './setup-mail.ts'
import { upstreamsApi } from './upstreams.ts'
import { splitUserApi } from './split-user.ts'
import { testMailApi } from './test-mail.ts'
import { usersApi } from './users.ts'

export type AdminNeeds = Omit<ServeNeeds, 'authorize' | 'recordRefusal'> & {
  storage: Omit<Storage, 'ready' | 'close' | 'ring' | 'dialect'>
  readAccessToken: (realm: Realm, token: string) => Promise<AccessToken | null>
  decide: Decide
  tellAfterReset: TellAfterReset
  letters: Letters
  compose: ComposeMail
  waits: Waits
  upstreams: UpstreamsOnTheWire
  canMail: (realm: Realm) => boolean
  sendTestMail: SendTestMail
  previewPage: PreviewPage
  reminders: RemindersOfRules
  keys: KeysOfRealm
}

/** Looks at everybody that may wait for their turn on a node. */
const looksWaiting = 8

/** REST for administrators: every operation of `packages/contract`, and its own description. */
export function adminRoutes(needs: AdminNeeds): readonly Route[] {
  const users = usersApi(needs)
  const inTurn = createInTurn(looksWaiting)
  const people = createReadinessPeople({ ...needs, inTurn })
  const performs: Performs<OperationId> = {
    ...meApi(needs),
    ...dashboardApi(needs),
    ...administratorsApi(needs),
    ...users,
    ...importApi({ ...needs, changeUser: users.changeUser }),
    ...exportNamedApi(needs),
    ...bulkApi({ ...needs, people }),
    ...setupMailApi(needs),
    ...sessionsApi(needs),
    ...authenticatorsApi(needs),
    ...enrolmentsApi(needs),
    ...addressesApi(needs),
    ...emergencyTokensApi(needs),
    ...heldEmergencyTokensApi(needs),
    ...revealLimitApi(needs),
    ...resetRequestsApi(needs),
    ...sharedAccountsApi(needs),
    ...splitUserApi(needs),
    ...rolesApi(needs),
    ...groupsApi(needs),
    ...policyGroupsApi(needs),
    ...policyAssignmentsApi(needs),
    ...enforcementsApi(needs),
    ...readinessApi({ ...needs, inTurn, people }),
    ...ruleRecordApi({ ...needs, inTurn }),
    ...enforcementActsApi(needs),
    ...policyGroupVersionsApi(needs),
    ...callersNetworkApi(),
    ...simulateApi(needs),
    ...clientsApi(needs),
    ...upstreamsApi(needs),
    ...identitiesApi(needs),
    ...realmApi(needs),
    ...brandingApi(needs),
    ...testMailApi(needs),
    ...enforcementMailsApi({ ...needs, people }),
    ...keysApi(needs),
    ...eventsApi(needs),
  }
  const document = JSON.stringify(openApi(needs.publicUrl.origin))
  const describe: Handler = (ctx) => {
    ctx.type = 'application/json'
    ctx.body = document
  }
  return [...routesOf({ ...needs, authorize: createAuthorize(needs), recordRefusal: createRecordRefusal(needs) }, performs), ['GET', '/api/openapi.json', 'anyone', describe]]
}
