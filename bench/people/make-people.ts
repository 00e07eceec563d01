import { departments, languages, rare } from './names.ts'
import type { Spelling } from './spelling.ts'

/** What stands in the realm before the crowd comes. */
export type Furniture = {
  realmId: number
  now: number
  roles: Record<'employee' | 'manager' | 'contractor' | 'auditor' | 'office', string>
  groups: Record<'tokyo' | 'board', string>
  policyGroups: readonly [string, string, string]
  upstreams: readonly [string, string]
}

const day = 86_400_000
/** Numbers of people begin here: whoever was made one by one stands below. */
export const firstNumber = 1000

/** A number below `sides` that looks like chance and is always the same for the same person; `salt` a number for each question. */
const roll = (salt: number, sides: number) => `((seq.k + ${salt * 7_919}) * (seq.k % ${4_001 + 2 * salt} + ${salt * 104_729}) % 1000003 % ${sides})`

/**
 * A crowd, made by the database out of lists of names and arithmetic: the same for the same count, whatever the database.
 * What the storage writes beside a person (parts of names, roles by any way) is written here too; triggers keep the rest.
 */
export function makePeople({ sequence, uuid, bytes, writesKept, writesFacts = false, startsWithPerson }: Spelling & { writesFacts?: boolean }, count: number, furniture: Furniture): readonly string[] {
  const { realmId, now, roles, groups, policyGroups, upstreams } = furniture
  const [always, exempt, never] = policyGroups
  const text = (value: string) => `'${value.replaceAll('\'', '\'\'')}'`
  const nameRows = languages.flatMap(({ family, given }, language) => [
    ...family.map((name, at) => ({ part: 'family', language, at, name })), ...given.map((name, at) => ({ part: 'given', language, at, name })),
  ])
  // As the storage folds these names.
  const form = (value: string) => value.normalize('NFD').replace(/(?<=[\p{Script=Latin}\p{Script=Cyrillic}])\p{Mn}+/gu, '').normalize('NFKC').toLowerCase().replaceAll('ł', 'l').replaceAll('’', '\'')
  const languageOf = `CASE ${languages.map(({ share }, at) => `WHEN ${roll(1, 100)} < ${languages.slice(0, at).reduce((sum, one) => sum + one.share, share)} THEN ${at}`).join(' ')} END`
  // The smaller of two throws: the first of a list are frequent, and the last ones seldom.
  const oneOf = (salt: number, sides: string) => `(CASE WHEN ${roll(salt, 997)} < ${roll(salt + 1, 997)} THEN ${roll(salt, 997)} ELSE ${roll(salt + 1, 997)} END * ${sides} / 997)`
  const sizes = (part: 'family' | 'given') => `CASE ${languageOf} ${languages.map((names, at) => `WHEN ${at} THEN ${names[part].length}`).join(' ')} END`
  const half = Math.ceil(departments.length / 2)
  const n = 'people.n'
  const lastUse = `CASE WHEN chance_c % 4 = 0 THEN ${now - 400 * day} ELSE coalesce(last_sign_in_at, ${now - 400 * day}) END`
  const kept = `, CASE WHEN chance_b < 10 THEN 3 WHEN chance_b < 15 THEN 1 ELSE 0 END,
        CASE WHEN status_chance < 6 THEN NULL WHEN status_chance >= 9 AND status_chance < 12 THEN greatest(${lastUse}, ${now - 100 * day}) ELSE ${lastUse} END,
        CASE WHEN chance_d < 4000 THEN 1 ELSE 0 END + CASE WHEN chance_d BETWEEN 3900 AND 4100 THEN 1 ELSE 0 END`
  const one = (kind: string, state: string) => `'${kind}:${state}:' || CASE WHEN chance_d % 3 = 0 THEN 'enrol' ELSE 'mailLink' END || CASE WHEN chance_c % 4 = 0 OR last_sign_in_at IS NULL THEN ':0:' ELSE ':1:' END`
  const facts = `, CASE WHEN status_chance < 6 THEN '' WHEN status_chance < 7 THEN ${one('totp', 'suspended')} WHEN status_chance < 9 THEN ${one('totp', 'unproved')}
          WHEN status_chance < 12 THEN ${one('totp', 'active')} || ',totp:active:mailLink:0:' WHEN status_chance < 20 THEN ${one('emailed-code', 'active')} ELSE ${one('totp', 'active')} END,
        CASE WHEN chance_b < 15 THEN ${Number.MAX_SAFE_INTEGER} END, CASE WHEN last_sign_in_at IS NULL THEN 0 ELSE 1 END`
  const people = 'crowd AS people'
  const start = (source: string) => `'  ' || substr(${source}, 1, 2)`
  const ofUsername = `${start('username')} || CASE WHEN substr(family_latin, 1, 2) <> substr(username, 1, 2) THEN ${start('family_latin')} ELSE '' END`
  const starts = `, ${ofUsername}, CASE WHEN email IS NULL THEN '' ELSE ${ofUsername} || '  ex  co  jp' END, ${start('family_search')}, ${start('given_search')},
        CASE WHEN reading = '' THEN '' ELSE ${start('family_reading')} || ${start('given_reading')} END`
  const parts = (field: string, source: string, length: number, condition = 'true') =>
    `SELECT ${realmId}, substr(${source}, 1, ${length}) AS prefix, n, '${field}' FROM crowd WHERE length(${source}) >= ${length} AND ${condition}`
  const userRole = (role: string, condition: string) => [
    `INSERT INTO role_grants (realm_id, role_id, n, granted_at) SELECT ${realmId}, '${role}', n, ${now - 400 * day} FROM ${people} WHERE ${condition} ORDER BY n`,
  ]

  return [
    'CREATE TEMPORARY TABLE names (part TEXT, language INTEGER, at INTEGER, written TEXT, search TEXT, reading TEXT, latin TEXT, PRIMARY KEY (part, language, at))',
    `INSERT INTO names VALUES ${nameRows.map(({ part, language, at, name: [written, reading, latin] }) =>
      `('${part}', ${language}, ${at}, ${text(written)}, ${text(form(written))}, ${text(reading)}, '${latin}')`).join(', ')}`,
    'CREATE TEMPORARY TABLE department_names (at INTEGER PRIMARY KEY, name TEXT)',
    `INSERT INTO department_names VALUES ${departments.map((name, at) => `(${at}, ${text(name)})`).join(', ')}`,
    `CREATE TEMPORARY TABLE crowd AS SELECT seq.k AS k, seq.k + ${firstNumber} AS n, ${uuid('seq.k', '0000')} AS id,
        CASE WHEN seq.k % 200003 = 77 THEN ${text(rare[0])} ELSE family.written END AS family, CASE WHEN seq.k % 200003 = 77 THEN ${text(rare[0])} ELSE family.search END AS family_search,
        given.written AS given, given.search AS given_search,
        given.latin || '.' || CASE WHEN seq.k % 200003 = 77 THEN '${rare[2]}' ELSE family.latin END || seq.k AS username,
        family.latin AS family_latin, family.reading AS family_reading, given.reading AS given_reading,
        ${roll(11, 100)} AS chance, ${roll(12, 100)} AS chance_b, ${roll(13, 1000)} AS chance_c, ${roll(14, 10_000)} AS chance_d,
        -- Even and odd people share no department: two filters that half of the realm meets, and nobody both.
        (SELECT name FROM department_names WHERE at = ${oneOf(15, String(half))} + (seq.k % 2) * ${half} AND ${roll(16, 20)} > 0) AS department,
        CASE WHEN ${roll(17, 100)} < 15 THEN NULL ELSE ${now} - (${roll(18, 997)} * ${roll(19, 997)} / 997) * 1000 * ${day / 1000} END AS last_sign_in_at
      FROM ${sequence(count)}
        JOIN names AS family ON family.part = 'family' AND family.language = ${languageOf} AND family.at = ${oneOf(5, sizes('family'))}
        JOIN names AS given ON given.part = 'given' AND given.language = ${languageOf} AND given.at = ${oneOf(8, sizes('given'))}`,
    'CREATE INDEX crowd_by_n ON crowd (n)',

    `INSERT INTO users (n, id, realm_id, username, username_norm, username_search, email, email_norm, email_proved_at, given_name, given_search, family_name, family_search,
        sort_name, sort_search, language, department, enabled, shared, otp_required, otp_required_at, otp_status, authenticator_set, policy_group_id, policy_group_since,
        password_hash, password_changed_at, credential_version, epoch, emergency_in_a_row, created_at, last_sign_in_at, version${writesKept ? ', emergency_left, otp_used_at, upstream_count' : ''}${writesFacts ? ', otp_facts, emergency_until, has_signed_in' : ''}${startsWithPerson ? ', username_starts, email_starts, family_starts, given_starts, sort_starts' : ''})
      SELECT n, id, ${realmId}, username, username, username, email, email, CASE WHEN email IS NOT NULL AND chance_b < 70 THEN ${now - 300 * day} END, given, given_search, family, family_search,
        nullif(reading, ''), reading, CASE WHEN reading = '' THEN 'en' ELSE 'ja' END, department, CASE WHEN chance_c < 30 THEN 0 ELSE 1 END, CASE WHEN chance_c = 999 THEN 1 ELSE 0 END,
        required, CASE WHEN required = 1 THEN ${now - 200 * day} END,
        CASE WHEN status_chance < 6 THEN 'none' WHEN status_chance < 7 THEN 'suspended' WHEN status_chance < 9 THEN 'unproved' WHEN status_chance < 12 THEN 'several' WHEN status_chance < 20 THEN 'email' ELSE 'app' END,
        '', policy_group, CASE WHEN policy_group IS NOT NULL THEN ${now - 100 * day} END, '$argon2id$none', ${now - 500 * day}, 1, 1, 0, ${now - 700 * day} + k, last_sign_in_at, 1${writesKept ? kept : ''}${writesFacts ? facts : ''}${startsWithPerson ? starts : ''}
      FROM (SELECT crowd.*, CASE WHEN chance_c % 20 = 0 THEN NULL ELSE username || '@example.co.jp' END AS email,
          CASE WHEN family_reading = '' THEN '' ELSE family_reading || ' ' || given_reading END AS reading, CASE WHEN chance < 55 THEN 1 ELSE 0 END AS required,
          CASE WHEN chance < 55 THEN chance_b ELSE CASE WHEN chance_b < 85 THEN 0 ELSE chance_b END END AS status_chance,
          CASE WHEN k % 2 = 0 THEN '${always}' WHEN chance_c < 300 THEN '${exempt}' WHEN chance_d < 40 THEN '${never}' END AS policy_group FROM crowd) AS crowd ORDER BY n`,

    // Inserted in the order of the key, which a hundred times as many random ones would not be.
    ...(startsWithPerson ? [] : [`INSERT INTO user_name_parts (realm_id, prefix, n, field) ${[
      ...[1, 2].flatMap((length) => [
        parts('family', 'family_search', length), parts('given', 'given_search', length), parts('username', 'username', length), parts('email', 'username', length, 'chance_c % 20 <> 0'),
        `SELECT ${realmId}, substr(family_latin, 1, ${length}), n, 'username' FROM crowd WHERE substr(family_latin, 1, ${length}) <> substr(username, 1, ${length})`,
        `SELECT ${realmId}, substr(family_latin, 1, ${length}), n, 'email' FROM crowd WHERE chance_c % 20 <> 0 AND substr(family_latin, 1, ${length}) <> substr(username, 1, ${length})`,
        parts('sort', 'family_reading', length),
        `SELECT ${realmId}, substr(given_reading, 1, ${length}), n, 'sort' FROM crowd WHERE length(given_reading) >= ${length} AND substr(given_reading, 1, ${length}) <> substr(family_reading, 1, ${length})`,
      ]),
      `SELECT ${realmId}, family_search || substr(given_search, 1, 1), n, 'whole' FROM crowd WHERE length(family_search) = 1`,
    ].join(' UNION ALL ')} ORDER BY 2, 3, 4`]),

    ...userRole(roles.employee, 'chance < 95'),
    ...userRole(roles.manager, 'chance_b < 5'),
    ...userRole(roles.contractor, 'chance_c < 5'),
    ...userRole(roles.auditor, 'k % 20011 = 3'),
    `INSERT INTO group_members (realm_id, group_id, n, added_at) SELECT ${realmId}, '${groups.tokyo}', n, ${now - 300 * day} FROM ${people} WHERE chance_d < 3000 ORDER BY n`,
    `INSERT INTO group_members (realm_id, group_id, n, added_at) SELECT ${realmId}, '${groups.board}', n, ${now - 300 * day} FROM ${people} WHERE k % 50021 = 5 ORDER BY n`,
    `INSERT INTO user_roles (realm_id, role_id, otp, n)
      SELECT ${realmId}, role_id, otp_status, given.n FROM (SELECT role_id, n FROM role_grants WHERE realm_id = ${realmId} AND n >= ${firstNumber}
        UNION SELECT group_roles.role_id, group_members.n FROM group_members JOIN group_roles ON group_roles.group_id = group_members.group_id WHERE group_members.realm_id = ${realmId}) AS given
      JOIN users ON users.n = given.n ORDER BY 2, 3, 4`,

    `INSERT INTO authenticators (id, realm_id, user_id, kind, state, label, bound_by, confirmed_for, bound_at, bound_by_actor, last_used_at, consecutive_failures,
        totp_algorithm, totp_digits, totp_period, address, secret)
      SELECT ${uuid(n, 'a000')}, ${realmId}, users.id, CASE WHEN otp_status = 'email' THEN 'emailed-code' ELSE 'totp' END,
        CASE WHEN otp_status IN ('unproved', 'suspended') THEN otp_status ELSE 'active' END, 'Phone', 'mailbox', CASE WHEN people.chance_d % 3 = 0 THEN 'enrol' ELSE 'mailLink' END,
        ${now - 400 * day}, users.id, CASE WHEN people.chance_c % 4 = 0 THEN NULL ELSE users.last_sign_in_at END, 0, 'sha1', 6, 30, NULL, ${bytes}
      FROM users JOIN ${people} ON people.n = users.n WHERE otp_status <> 'none'`,
    `INSERT INTO authenticators (id, realm_id, user_id, kind, state, label, bound_by, confirmed_for, bound_at, bound_by_actor, last_used_at, consecutive_failures,
        totp_algorithm, totp_digits, totp_period, address, secret)
      SELECT ${uuid('users.n', 'b000')}, ${realmId}, users.id, 'totp', 'active', 'Tablet', 'self-service', 'mailLink', ${now - 100 * day}, users.id, NULL, 0, 'sha1', 6, 30, NULL, ${bytes}
      FROM users WHERE realm_id = ${realmId} AND n >= ${firstNumber} AND otp_status = 'several'`,
    ...[1, 2, 3].map((token) => `INSERT INTO emergency_tokens (id, realm_id, user_id, value_index, created_at, created_by, reason)
      SELECT ${uuid(n, `e00${token}`)}, ${realmId}, id, 'value-${token}', ${now - 50 * day}, 'admin', 'set-up' FROM ${people} WHERE ${token === 1 ? 'chance_b < 15' : 'chance_b < 10'}`),
    ...upstreams.map((upstream, at) => `INSERT INTO identities (realm_id, upstream_id, issuer, subject, name_hash, user_id, username, linked_at, linked_by, linked_by_actor, user_n)
      SELECT ${realmId}, '${upstream}', 'https://idp.example/${at}', id, CAST(${uuid(n, `f00${at}`)} AS ${bytes.includes('bytea') ? 'bytea' : 'BLOB'}), id, username, ${now - 90 * day}, 'import', 'admin', n
      FROM ${people} WHERE ${at === 0 ? 'chance_d < 4000' : 'chance_d BETWEEN 3900 AND 4100'} ORDER BY n`),
    `INSERT INTO throttles (key, count, window_ends_at, closed_until, held_until, closures, forget_at, realm_id, user_id)
      SELECT 'wait-' || n, 5, ${now + day}, ${now + 30 * day}, NULL, 1, ${now + 60 * day}, ${realmId}, id FROM ${people} WHERE k % 3001 = 9`,
  ]
}

const types = ['sign-in.succeeded', 'sign-in.succeeded', 'sign-in.succeeded', 'code.accepted', 'code.accepted', 'session.ended', 'code.refused', 'password.refused', 'mail.sent', 'user.changed']

/** A log over two years, in the order of its instants; failures seldom, errors a hundred in a million. */
export const makeLog = ({ sequence, uuid }: Spelling, count: number, people: number, { realmId, now }: Furniture): readonly string[] => [
  `INSERT INTO audit (realm_id, at, type, actor, user_id, client_id, address, user_agent, journey_id, outcome, reason, detail)
    SELECT ${realmId}, ${now - 730 * day} + seq.k * ${Math.floor(730 * day / count)},
      CASE WHEN seq.k % 100003 = 11 THEN 'key.rotated' ELSE CASE ${roll(21, types.length)} ${types.map((type, at) => `WHEN ${at} THEN '${type}'`).join(' ')} END END,
      NULL, ${uuid(`seq.k % ${people}`, '0000')}, 'wiki', '192.0.2.7', 'Firefox', NULL,
      CASE WHEN seq.k % 10007 = 5 THEN 'error' WHEN ${roll(21, types.length)} IN (6, 7) THEN 'refused' ELSE 'success' END, NULL, NULL
    FROM ${sequence(count)}`,
]
