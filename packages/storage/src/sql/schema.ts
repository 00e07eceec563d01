import type { Generated } from 'kysely'

/** The tables as the drivers see them: instants in epoch milliseconds, booleans 0 or 1, JSON as text, secrets sealed. */
export type Schema = {
  realms: { id: Generated<number>; name: string; enabled: number; version: number; settings: string; mail_server: Uint8Array | null; created_at: number }
  users: UsersTable
  user_fts: { rowid: number; user_fts: string; sought: string }
  /** On PostgreSQL. */
  user_name_parts: { realm_id: number; prefix: string; n: number; field: string }
  roles: {
    id: string; realm_id: number; name: string; description: string | null; client_id: string | null; administrative: number
  }
  /** `upstream_id`, here and of members: who gives it; null is an administrator. */
  role_grants: { realm_id: number; role_id: string; n: number; granted_at: number; upstream_id: string | null }
  groups: { id: string; realm_id: number; name: string }
  group_members: { realm_id: number; group_id: string; n: number; added_at: number; upstream_id: string | null }
  group_roles: { realm_id: number; group_id: string; role_id: string; granted_at: number }
  user_roles: { realm_id: number; role_id: string; otp: string; n: number }
  clients: { id: string; realm_id: number; client_id: string; document: string; created_at: number }
  upstreams: {
    id: string; realm_id: number; alias: string; document: string; secret: Uint8Array | null; created_at: number; version: number
  }
  identities: {
    n: Generated<number>; realm_id: number; upstream_id: string; issuer: string; subject: string; name_hash: Uint8Array
    user_id: string; username: string | null; linked_at: number; linked_by: string; linked_by_actor: string; last_sign_in_at: number | null
    user_n: number | null
  }
  upstream_sessions: {
    realm_id: number; session_uid: string; upstream_id: string; issuer: string; subject: string; sid: string | null; id_token: Uint8Array | null
  }
  authenticators: {
    id: string; realm_id: number; user_id: string; kind: string; state: string; label: string; bound_by: string
    confirmed_for: string; bound_at: number; bound_by_actor: string; last_used_at: number | null; last_step: number | null
    consecutive_failures: number; totp_algorithm: string | null; totp_digits: number | null; totp_period: number | null
    address: string | null; secret: Uint8Array
  }
  emergency_tokens: {
    id: string; realm_id: number; user_id: string; value_index: string; created_at: number; created_by: string; reason: string
    expires_at: number | null; used_at: number | null; revoked_at: number | null; sealed_value: Uint8Array | null
    lapsed_at: Generated<number | null>
  }
  links: {
    id: string; token_hash: Uint8Array; realm_id: number; user_id: string; purpose: string; credential_version: number
    created_at: number; expires_at: number; used_at: number | null; void_at: number | null; void_reason: string | null
    created_by: string; subject: string | null
  }
  journeys: {
    id: Uint8Array; realm_id: number; user_id: string | null; epoch: number | null; link_id: string | null
    reset_reference: string | null; reference: string; browser_hash: string; expires_at: number; version: number; state: Uint8Array
  }
  sessions: {
    uid: string; realm_id: number; user_id: string; epoch: number; journey_id: string; proofs: string; second_factor: number
    started_at: number; last_used_at: number; expires_at: number; address: string; user_agent: string; client_ids: string
    payload_id: Uint8Array | null; payload: Uint8Array | null; payload_expires_at: number | null
    console_used_at: Generated<number | null>
  }
  protocol_rows: ProtocolTable
  volatile_rows: ProtocolTable
  throttles: {
    key: string; count: number; window_ends_at: number; closed_until: number | null; held_until: number | null
    closures: number; forget_at: number; realm_id: Generated<number | null>; user_id: Generated<string | null>
  }
  /** Kept by triggers, as is what `users` counts of other tables. '' is no role, and no policy group. */
  tallies: TalliesTable
  /** PostgreSQL only: what housekeeping has not brought into `tallies` yet. */
  tally_changes: TalliesTable & { n: Generated<number> }
  realm_files: { realm_id: number; name: string; type: string; bytes: Uint8Array; hash: string }
  audit: {
    n: Generated<number>; realm_id: number; at: number; type: string; actor: string | null; user_id: string | null
    client_id: string | null; address: string | null; user_agent: string | null; journey_id: string | null
    outcome: string; reason: string | null; detail: string | null
  }
  mails: {
    n: Generated<number>; id: string; realm_id: number; user_id: string | null; kind: string; message_id: string
    link_id: string | null; expires_at: number | null; body: Uint8Array | null; state: string; attempts: number; due_at: number
    lease_until: number | null; state_at: number; reason: string | null
  }
  reset_requests: {
    n: Generated<number>; id: string; realm_id: number; user_id: string; reference: string; journey_id: string; state: string
    created_at: number; answered_at: number | null; answered_by: string | null; address: string
  }
  policy_groups: { id: string; realm_id: number; name: string; document: string }
  enforcements: { id: string; realm_id: number; name: string; version: number; document: string }
  enforcement_versions: {
    realm_id: number; enforcement_id: string; version: number; at: number; act: string; actor: string; reason: string; document: string
  }
  enforcement_mails: { enforcement_id: string; edition: number; wave: string; user_n: number; at: number; mail_id: string }
  enforcement_waves: { enforcement_id: string; edition: number; wave: string; due_at: number; done_at: number | null; cursor: number | null }
  enforcement_days: { enforcement_id: string; day: number; counts: string }
  notice_answers: { realm_id: number; user_id: string; enforcement_id: string; answered_at: number }
  policy_group_versions: {
    realm_id: number; group_id: string; version: number; at: number; actor: string; reason: string | null; document: string
  }
  known_browsers: { realm_id: number; user_id: string; cookie_hash: Uint8Array; created_at: number; expires_at: number }
  signing_keys: {
    kid: string; realm_id: number; alg: string; state: string; private_jwk: Uint8Array; created_at: number; active_at: number | null
  }
  server_secrets: { realm_id: number; name: string; value: Uint8Array }
  logouts: {
    id: string; realm_id: number; client_id: string; user_id: string; session_uid: string | null
    attempts: number; due_at: number; lease_until: number | null
  }
  data_keys: { id: number; purpose: string; state: string; wrapped: Uint8Array; canary: Uint8Array; created_at: number; state_at: number }
}

type UsersTable = {
  n: Generated<number>; id: string; realm_id: number
  username: string; username_norm: string; username_search: string
  email: string | null; email_norm: string | null; email_proved_at: number | null; email_changed_at: number | null
    previous_email: string | null
  given_name: string; given_search: string; family_name: string; family_search: string
  sort_name: string | null; sort_search: string
  /** Generated from the columns beside it: what a substring search looks in. */
  search_text: Generated<string>
  /** On SQLite. */
  username_starts: Generated<string>; email_starts: Generated<string>; family_starts: Generated<string>; given_starts: Generated<string>
  sort_starts: Generated<string>; sought: Generated<string>
  language: string | null; department: string | null; enabled: number; shared: number
  otp_required: number; otp_required_at: number | null; otp_turned_off_at: number | null; otp_status: string
  /** Ids and states of the user's authenticators; the compare-and-set of the first binding. */
  authenticator_set: string
  policy_group_id: string | null; policy_group_since: number | null
  password_hash: string | null; password_changed_at: number | null; password_reset_by_mail_at: number | null
  credential_version: number; epoch: number; otp_reset_at: number | null; reset_proof: string | null
  emergency_in_a_row: number; created_at: number; last_sign_in_at: number | null; version: number
  subject: string | null
  policy_group_until: Generated<number | null>; policy_group_back: Generated<string | null>
  /** Unused and unrevoked; housekeeping takes off what has expired. */
  emergency_left: Generated<number>
  /** The last use, or binding, of any authenticator there is. */
  otp_used_at: Generated<number | null>
  upstream_count: Generated<number>
  /** Of each authenticator what a decision reads, whether it was ever used, and the domain that its codes are mailed to. */
  otp_facts: Generated<string>
  /** The last instant at which an emergency token works; null: there is none. */
  emergency_until: Generated<number | null>
  has_signed_in: Generated<number>
  /** 1: codes of theirs go to the address on file. */
  one_mailbox: Generated<number>
  /** What a decision reads of the person, as one text (`likeness.ts` of the server takes it apart). */
  likeness: Generated<string>
  /** Enabled, switch, state of codes and policy group as one text (`user-kinds.ts`). */
  kind: Generated<string>
  /** In steps of four weeks: what an index can hold of an instant that changes with every sign-in. */
  signed_in_period: Generated<number | null>; otp_used_period: Generated<number | null>
}

type TalliesTable = {
  realm_id: number; role_id: string; policy_group_id: string; enabled: number; otp_required: number; otp_status: string; people: number
}

type ProtocolTable = {
  id: Uint8Array; realm_id: number; model: string; user_id: string | null; epoch: number | null
  grant_id: Uint8Array | null; session_uid: string | null; uid: Uint8Array | null; user_code: string | null
  consumed_at: number | null; expires_at: number | null; payload: Uint8Array
}
