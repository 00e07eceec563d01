/** Every name that stands in the audit log, under the question that somebody has. `tools/audit-events.test.ts` holds it to the server's list. */
export const eventGroups = {
  'sign-ins': [
    'sign-in.succeeded', 'sign-in.stepped-up', 'sign-in.refused', 'sign-in.locked-out', 'password.accepted', 'upstream.accepted', 'upstream.refused', 'upstream.mapping-skipped', 'upstream.administrator-kept',
    'consent.given', 'consent.refused', 'session.ended', 'session.signed-out', 'logout.undelivered',
  ],
  codes: [
    'code.accepted', 'code.refused', 'codes.closed', 'enrolment.begun', 'authenticator.added', 'authenticator.replaced', 'authenticator.removed', 'authenticator.renamed', 'authenticator.tested',
    'authenticator.suspended', 'authenticator.disowned', 'authenticator.address-fell', 'reset.requested', 'reset-request.dismissed', 'user.otp-turned-on', 'user.otp-turned-off', 'user.otp-reset',
    'user.wait-lifted', 'mail.code-sent', 'mail.confirmation-sent', 'mail.confirmed',
  ],
  emergency: ['emergency.issued', 'emergency.used', 'emergency.revoked', 'emergency.revealed', 'emergency.reveal-refused', 'emergency.reveal-limit-raised', 'emergency.reveal-limit-restored', 'emergency.running-out', 'emergency.issue-refused'],
  accounts: [
    'users.imported', 'users.exported', 'user.created', 'user.changed', 'user.deleted', 'user.split', 'user.language-changed', 'user.setup-mail-sent', 'user.setup-sheet-made', 'mail.refused', 'setup.finished', 'password.changed', 'password.reset-requested',
    'link.renewed', 'identity.linked', 'identity.unlinked',
  ],
  rights: [
    'role.created', 'role.deleted', 'role.granted', 'role.withdrawn', 'group.created', 'group.deleted', 'group.joined', 'group.left', 'group.role-granted', 'group.role-withdrawn',
    'policy-group.created', 'policy-group.changed', 'policy-group.copied', 'policy-group.deleted', 'policy-group.assigned', 'policy-group.reverted',
    'enforcement.drafted', 'enforcement.changed', 'enforcement.deleted', 'enforcement.announced', 'enforcement.postponed', 'enforcement.brought-forward', 'enforcement.suspended',
    'enforcement.resumed', 'enforcement.ended', 'enforcement.reminded',
  ],
  settings: [
    'client.created', 'client.changed', 'client.deleted', 'client.secret-made', 'client.old-secret-ended', 'upstream.created', 'upstream.changed', 'upstream.deleted',
    'upstream.tested', 'realm.created', 'realm.changed', 'keys.rotated', 'mail.tested',
  ],
  access: ['operator.token-made', 'token.refused', 'api.refused'],
} as const satisfies Record<string, readonly string[]>

export type EventGroup = keyof typeof eventGroups
export const isEventGroup = (name: string): name is EventGroup => Object.hasOwn(eventGroups, name)
export const groupNames = Object.keys(eventGroups).filter(isEventGroup)
