import { listEvents } from './audit.ts'
import { previewSignInPage, removeLogo, setLogo } from './branding.ts'
import { enterAddress, listAuthenticators, removeAuthenticator, renameAuthenticator } from './authenticators.ts'
import {
  bulkDisable, bulkEnable, bulkOtpOff, bulkOtpOn, bulkResetOtp, bulkSetupMail, bulkTopUp, previewBulkDisable, previewBulkEnable, previewBulkOtpOff,
  previewBulkOtpOn, previewBulkResetOtp, previewBulkSetupMail, previewBulkTopUp,
} from './bulk.ts'
import { changeClient, createClient, deleteClient, endOldClientSecret, getClient, listClients, newClientSecret } from './clients.ts'
import { getDashboard } from './dashboard.ts'
import {
  issueEmergencyToken, issueEmergencyTokens, listEmergencyTokens, revealEmergencyToken, revokeEmergencyToken, revokeEmergencyTokens, topUpEmergencyTokens,
} from './emergency-tokens.ts'
import { getEnforcementMails, previewEnforcementMail, remindPeople, sendTestEnforcementMail } from './enforcement-mails.ts'
import { beginEnrolment, confirmEnrolment } from './enrolments.ts'
import {
  addGroupMember, createGroup, deleteGroup, getGroup, grantGroupRole, listGroupMembers, listGroupRoles, listGroups,
  listUserGroups, removeGroupMember, withdrawGroupRole,
} from './groups.ts'
import { exportNamedUsers } from './export-named.ts'
import { exportUsers, importUsers, previewImport } from './import.ts'
import { linkIdentity, listIdentities, unlinkIdentity } from './identities.ts'
import { listKeys, rotateKeys } from './keys.ts'
import { whoAmI } from './me.ts'
import { listAdministratorsToAsk } from './administrators.ts'
import { getRevealLimit, raiseRevealLimit, restoreRevealLimit } from './reveal-limit.ts'
import type { Operation } from './operation.ts'
import {
  announceEnforcement, bringForwardEnforcement, changeEnforcement, createEnforcement, deleteEnforcement, endEnforcement, getEnforcement, listEnforcements,
  listEnforcementVersions, postponeEnforcement, resumeEnforcement, suspendEnforcement,
} from './enforcements.ts'
import { getCallersNetwork } from './policy-conditions.ts'
import { listPolicyGroupVersions } from './policy-group-versions.ts'
import {
  assignPolicyGroup, changePolicyGroup, copyPolicyGroup, createPolicyGroup, deletePolicyGroup, getEffectivePolicy, getPolicyGroup, listPolicyGroups,
  previewPolicyGroupAssignment, previewPolicyGroupChange, previewPolicyGroupDeletion,
} from './policy-groups.ts'
import {
  forecastSignIns, getEnforcementProof, getEnforcementTally, getReadiness, listProofSignIns, listReadinessPeople, previewEnforcement, previewNewEnforcement,
} from './readiness.ts'
import { changeRealm, getRealm } from './realm.ts'
import { answerResetRequest, dismissResetRequest, listResetRequests } from './reset-requests.ts'
import { createRole, deleteRole, getRole, grantRole, listRoles, listRoleUsers, listUserRoles, withdrawRole } from './roles.ts'
import { explainAttempt, simulate } from './simulate.ts'
import { endSession, endSessions, listSessions } from './sessions.ts'
import { getSharedSigns, listLikelyShared, previewSplit, splitUser } from './shared-accounts.ts'
import { getSetupMail, makeSetupSheet, sendSetupMail } from './setup-mail.ts'
import {
  changeUpstream, createUpstream, deleteUpstream, discoverUpstream, getUpstream, getUpstreamTest, listUpstreamPeople, listUpstreams, startUpstreamTest,
} from './upstreams.ts'
import { sendTestMail } from './test-mail.ts'
import { changeUser, countUsers, createUser, deleteUser, getUser, liftWait, listAttempts, listDepartments, listUsers, resetOtp } from './users.ts'

/** The whole API. The key is the operation id: a method of the client, a row of the server's table, an OpenAPI operationId. */
export const operations = {
  whoAmI, listAdministratorsToAsk, getDashboard,
  listUsers, countUsers, listDepartments, createUser, getUser, changeUser, deleteUser, resetOtp, liftWait, listAttempts, explainAttempt,
  previewBulkOtpOn, bulkOtpOn, previewBulkOtpOff, bulkOtpOff, previewBulkResetOtp, bulkResetOtp, previewBulkSetupMail, bulkSetupMail,
  previewBulkTopUp, bulkTopUp, previewBulkEnable, bulkEnable, previewBulkDisable, bulkDisable,
  previewImport, importUsers, exportUsers, exportNamedUsers,
  getSetupMail, sendSetupMail, makeSetupSheet,
  listLikelyShared, getSharedSigns, previewSplit, splitUser,
  listSessions, endSession, endSessions,
  listAuthenticators, enterAddress, renameAuthenticator, removeAuthenticator, beginEnrolment, confirmEnrolment,
  listEmergencyTokens, issueEmergencyToken, issueEmergencyTokens, topUpEmergencyTokens, revealEmergencyToken, revokeEmergencyToken, revokeEmergencyTokens,
  getRevealLimit, raiseRevealLimit, restoreRevealLimit,
  listResetRequests, answerResetRequest, dismissResetRequest,
  listRoles, createRole, getRole, deleteRole, listRoleUsers, listUserRoles, grantRole, withdrawRole,
  listGroups, createGroup, getGroup, deleteGroup, listGroupMembers, addGroupMember, removeGroupMember,
  listGroupRoles, grantGroupRole, withdrawGroupRole, listUserGroups,
  listPolicyGroups, createPolicyGroup, getPolicyGroup, changePolicyGroup, copyPolicyGroup, deletePolicyGroup, previewPolicyGroupChange, previewPolicyGroupDeletion,
  assignPolicyGroup, previewPolicyGroupAssignment, getEffectivePolicy, getCallersNetwork, listPolicyGroupVersions,
  listEnforcements, createEnforcement, getEnforcement, changeEnforcement, deleteEnforcement, announceEnforcement, postponeEnforcement, bringForwardEnforcement,
  suspendEnforcement, resumeEnforcement, endEnforcement, listEnforcementVersions,
  getEnforcementMails, previewEnforcementMail, sendTestEnforcementMail, remindPeople,
  getReadiness, listReadinessPeople, previewEnforcement, previewNewEnforcement, forecastSignIns, getEnforcementTally, getEnforcementProof, listProofSignIns,
  simulate,
  listClients, createClient, getClient, changeClient, deleteClient, newClientSecret, endOldClientSecret,
  listUpstreams, discoverUpstream, createUpstream, getUpstream, changeUpstream, deleteUpstream, listUpstreamPeople, startUpstreamTest, getUpstreamTest,
  listIdentities, linkIdentity, unlinkIdentity,
  getRealm, changeRealm, setLogo, removeLogo, previewSignInPage, sendTestMail,
  listKeys, rotateKeys,
  listEvents,
} as const satisfies Record<string, Operation>

export type Operations = typeof operations
export type OperationId = keyof Operations
