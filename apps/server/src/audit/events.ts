/** Who sees an event of a person besides those who read the whole log: the person on the account page, the help desk beside the person. */
type SeenBy = readonly ('person' | 'helpDesk')[]
const both: SeenBy = ['person', 'helpDesk']
const person: SeenBy = ['person']
const helpDesk: SeenBy = ['helpDesk']
const log: SeenBy = []

/** Every name that stands in the audit log. Names are permanent; `tools/audit-events.test.ts` holds code and texts to them. */
export const auditEvents = {
  'sign-in.succeeded': both,
  'sign-in.stepped-up': both,
  'sign-in.refused': both,
  'password.accepted': helpDesk,
  'upstream.accepted': helpDesk,
  'upstream.refused': both,
  'upstream.mapping-skipped': log,
  'code.accepted': helpDesk,
  'code.refused': both,
  'codes.closed': helpDesk,
  'consent.given': both,
  'consent.refused': both,
  'emergency.issued': person,
  'emergency.used': both,
  'emergency.revoked': log,
  'emergency.issue-refused': log,
  'session.ended': person,
  'session.signed-out': person,
  'authenticator.added': person,
  'authenticator.replaced': person,
  'authenticator.removed': person,
  'authenticator.renamed': person,
  'authenticator.suspended': both,
  'authenticator.disowned': person,
  'password.changed': person,
  'password.reset-requested': person,
  'reset.requested': both,
  'setup.finished': person,
  'mail.confirmation-sent': log,
  'mail.confirmed': log,
  'link.renewed': log,
  'user.created': log,
  'user.changed': person,
  'user.deleted': log,
  'user.language-changed': person,
  'user.otp-turned-on': person,
  'user.otp-turned-off': person,
  'user.otp-reset': person,
  'user.setup-mail-sent': person,
  'user.wait-lifted': log,
  'reset-request.dismissed': log,
  'role.created': log,
  'role.deleted': log,
  'role.granted': log,
  'role.withdrawn': log,
  'group.created': log,
  'group.deleted': log,
  'group.joined': log,
  'group.left': log,
  'group.role-granted': log,
  'group.role-withdrawn': log,
  'identity.linked': both,
  'identity.unlinked': both,
  'upstream.created': log,
  'upstream.changed': log,
  'upstream.deleted': log,
  'upstream.tested': log,
  'client.created': log,
  'client.changed': log,
  'client.deleted': log,
  'client.secret-made': log,
  'realm.created': log,
  'realm.changed': log,
  'keys.rotated': log,
  'operator.token-made': log,
  'token.refused': log,
  'api.refused': log,
  'logout.undelivered': log,
} as const satisfies Record<string, SeenBy>
export type AuditType = keyof typeof auditEvents

export const isAuditType = (type: string): type is AuditType => Object.hasOwn(auditEvents, type)

export const seenBy = (who: SeenBy[number]): readonly AuditType[] =>
  Object.entries(auditEvents).flatMap(([type, seen]) => (isAuditType(type) && seen.includes(who) ? [type] : []))
