/** What a data key may open; a key made for one purpose opens nothing of another. */
export type Purpose = 'totp' | 'emergency' | 'mail' | 'protocol' | 'journey' | 'signing-key' | 'secret'
export const purposes: readonly Purpose[] = ['totp', 'emergency', 'mail', 'protocol', 'journey', 'signing-key', 'secret']

/** Every sealed column there is: its purpose, and the columns that say which row it is. */
export type Cell = {
  readonly table: 'realms' | 'upstreams' | 'upstream_sessions' | 'authenticators' | 'emergency_tokens' | 'mails' | 'sessions' | 'protocol_rows' | 'volatile_rows'
    | 'journeys' | 'signing_keys' | 'server_secrets'
  readonly column: string
  readonly purpose: Purpose
  /** In the order in which the row's place spells them. An authenticator's owner is part of its place. */
  readonly row: readonly string[]
  readonly store: 'durable' | 'volatile'
}

export const cells = {
  mailServer: { table: 'realms', column: 'mail_server', purpose: 'secret', row: ['id'], store: 'durable' },
  upstream: { table: 'upstreams', column: 'secret', purpose: 'secret', row: ['realm_id', 'id'], store: 'durable' },
  upstreamSession: { table: 'upstream_sessions', column: 'id_token', purpose: 'protocol', row: ['realm_id', 'session_uid'], store: 'durable' },
  authenticator: { table: 'authenticators', column: 'secret', purpose: 'totp', row: ['realm_id', 'user_id', 'id'], store: 'durable' },
  emergencyToken: { table: 'emergency_tokens', column: 'sealed_value', purpose: 'emergency', row: ['realm_id', 'user_id', 'id'], store: 'durable' },
  mail: { table: 'mails', column: 'body', purpose: 'mail', row: ['id'], store: 'durable' },
  session: { table: 'sessions', column: 'payload', purpose: 'protocol', row: ['realm_id', 'uid'], store: 'durable' },
  protocolRow: { table: 'protocol_rows', column: 'payload', purpose: 'protocol', row: ['id'], store: 'durable' },
  volatileRow: { table: 'volatile_rows', column: 'payload', purpose: 'protocol', row: ['id'], store: 'volatile' },
  journey: { table: 'journeys', column: 'state', purpose: 'journey', row: ['id'], store: 'volatile' },
  signingKey: { table: 'signing_keys', column: 'private_jwk', purpose: 'signing-key', row: ['realm_id', 'kid'], store: 'durable' },
  secret: { table: 'server_secrets', column: 'value', purpose: 'secret', row: ['realm_id', 'name'], store: 'durable' },
} as const satisfies Record<string, Cell>

/** The additional data of a cell. `row` holds the values of `cell.row`; bytes are spelled in hex. */
export const placeOf = (cell: Cell, row: readonly (string | number | Uint8Array)[]): string =>
  `${cell.table}.${cell.column}#${row.map((part) => part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part).join('/')}`
