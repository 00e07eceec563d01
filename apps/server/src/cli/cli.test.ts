import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { configOf } from './read-config.ts'
import { commands, usageOf } from './run.ts'
import { createTerminal } from './terminal.test-support.ts'

const { dataDir, settings, openHouse, run, follows } = createTerminal()
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

describe('a new installation, from the command line alone', () => {
  test('migrate, a realm, its first administrator by a link (P-11: no default password)', () => follows(`
$ tegata ring list
The database is not at this release yet: run \`tegata migrate\` first
$ tegata migrate
Applied: 0001-initial, 0002-upstreams, 0003-emergency-values, 0004-known-browsers-by-cookie, 0005-people-at-scale, 0006-journeys-by-reference, 0007-mails-that-expire, 0008-enforcements, 0009-likeness, 0010-search-at-speed, 0011-found-and-counted, 0012-addresses-of-codes, 0013-less-to-look-at
$ tegata migrate
The database is at this release.
$ tegata realm create --name acme --display-name Acme --zone Asia/Tokyo
The realm acme is there. Its issuer: https://id.example.test/realms/acme
Its first administrator: tegata admin invite --realm acme --username … --given-name … --family-name … --email …
$ tegata realm create --name acme
A realm of this name exists already.
$ tegata realm create --name master
The name "master" is reserved: no role here reaches another realm.
$ tegata realm create --name "Acme Inc"
A realm’s name is made of lower-case letters, digits and dashes, at most 63: it stands in every address.
$ tegata realm create --name other --zone Tokyo
"Tokyo" is not a time zone. Write one like Asia/Tokyo or Europe/Berlin.
$ tegata admin invite --realm acme --username misaki --given-name 美咲 --family-name 高橋 --email misaki@acme.test
misaki is there and has the role global-admin.
The set-up link was mailed to misaki@acme.test; it works for 72 hours.
$ tegata admin invite --realm acme --username backup --print-link
A new administrator needs an address: --email … (with --print-link no mail is sent).
$ tegata admin invite --realm acme --username backup --email backup@acme.test --print-link
backup is there and has the role global-admin.
Hand over this link, which works once, for 72 hours:
https://id.example.test/realms/acme/link?key=…
$ tegata admin invite --realm acme --username backup --print-link
backup is there already. Say which role to give: --role global-admin, or another one.
$ tegata admin invite --realm acme --username backup --role help-desk --print-link
backup was there already and has the role help-desk.
Hand over this link, which works once, for 72 hours:
https://id.example.test/realms/acme/link?key=…
$ tegata admin invite --realm nowhere --username x
There is no realm "nowhere". There are: acme.
`))

  test('users, OTP and clients, as the REST API does them', () => follows(`
$ tegata user create --realm acme --username kenji --given-name 健二 --family-name 佐藤 --email kenji@acme.test --otp
…-…-…-…-…
$ tegata user create --realm acme --username KENJI --given-name K --family-name S
Another user of this realm has this user name.
Choose another user name.
$ tegata user create --realm acme --username "a b" --given-name K --family-name S
Some fields are missing, unknown or of the wrong kind.
  username may contain letters, digits and . _ @ + -
Correct the fields listed under "errors" and send the request again.
$ tegata user reset-otp --realm acme --username kenji --reason "new phone"
OTP of kenji was reset: a new set-up mail is on its way.
$ tegata user reset-otp --realm acme --username nobody
The realm acme has no user "nobody".
$ tegata emergency issue --realm acme --user kenji --reason "known by sight"
…-…-…-…
$ tegata emergency issue --realm acme --user kenji --value "Sakura 2026" --value momiji-2026 --forever
SAKU-RA20-26
MOMI-JI20-26
$ tegata emergency issue --realm acme --user kenji --value sakura-2026
This user has, or had, an emergency token of this value.
Choose another value, or leave it to Tegata.
$ tegata emergency list --realm acme --user kenji
…  ••••26  …  by operator@host  no end
…3 of 5 left
$ tegata emergency top-up --realm acme --user kenji
2 issued.
$ tegata emergency revoke --realm acme --user kenji --token 00000000-0000-4000-8000-000000000000
This user has no such emergency token that works.
List them again: it may have been used, revoked, or have expired.
$ tegata emergency revoke --realm acme --user kenji
None works any more.
$ tegata emergency list --realm acme --user kenji
0 of 5 left
$ tegata emergency issue --realm acme --user kenji --hours 8 --forever
--hours and --forever say two things.
$ tegata emergency issue --realm acme --user kenji --count 2 --value sakura-2026
--count and --value say two things: --value may stand several times.
$ tegata emergency issue --realm acme --user kenji --hours soon
--hours is a whole number from 1 to 8760.
$ tegata emergency issue --realm acme --user nobody
The realm acme has no user "nobody".
$ tegata client create --realm acme --client-id wiki --kind web --redirect-uri https://wiki.test/cb --first-party
client_id wiki
client_secret …
$ tegata client create --realm acme --client-id app --kind single-page --redirect-uri http://evil.test/cb
Some fields are missing, unknown or of the wrong kind.
  redirectUris.0 must use https, except on this computer
Correct the fields listed under "errors" and send the request again.
$ tegata client create --realm acme --client-id app --kind robot
--kind is one of web, single-page, native, service.
`))

  test('tegata policy explain: which line decides, and why', () => follows(`
$ tegata policy explain --realm acme --user kenji --client wiki
asked: yes
next step: set-up
  0  …
  4  yes       OTP Configured is on for this user   ← decides
  5  …
  9  …
$ tegata policy explain --realm acme --user kenji --at tomorrow
"tomorrow" is not an instant. Write it like 2026-12-01T00:00:00+09:00.
$ tegata policy explain --realm acme --user kenji --client nothing
The realm acme has no client "nothing".
$ tegata policy explain --realm acme --user kenji --enforcement nothing
The realm acme has no enforcement "nothing".
$ tegata policy explain --realm acme --user kenji --channel refresh
asked: yes
…
$ tegata policy explain --realm acme --user kenji --channel telephone
--channel is one of page, authorization, code, device, refresh, refresh-offline, direct-grant, api, account.
$ tegata policy explain --realm acme --user kenji --upstream corp
The realm acme has no identity provider "corp".
$ tegata policy explain --realm acme --user kenji --acr gold
--acr belongs to --upstream.
`))

  test('tegata forecast and tegata enforcement proof: who will get in, and who did', async () => {
    const house = await openHouse(configOf({ env: settings(), readFile: (path) => readFileSync(path, 'utf8') }))
    const realm = await house.storage.realms.find('acme')
    if (!realm) throw new Error('no realm')
    const saved = await house.storage.unit([house.storage.policies.saveEnforcement({
      id: '0e8bd5b4-6b1c-4a51-9a8e-1c0f6c3f7d11', realmId: realm.id, name: 'Codes for all', state: 'announced', enforceFrom: Date.UTC(2100, 0, 1), registerBy: null, zone: 'Asia/Tokyo',
      target: { everyone: true }, reason: {}, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'codeOnly', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse',
      refusesShared: false, version: 1,
    })])
    expect(saved.ok).toBe(true)
    await house.close()
    await follows(`
$ tegata forecast --realm acme --enforcement "Codes for all"
At 2100-01-01T00:00:00.000Z, 3 people:
  needs an emergency token  2
  will be locked out        1
Why, and what to look at:
  needs a token to set up  3
  never signed in          3
Will be locked out:
  kenji  佐藤 健二
$ tegata forecast --realm acme --at 2099-12-31T23:59:59.999Z
At 2099-12-31T23:59:59.999Z, 3 people:
  will be asked to set up…
$ tegata forecast --realm acme --at soon
"soon" is not an instant. Write it like 2026-12-01T00:00:00+09:00.
$ tegata forecast --realm acme --at 2020-01-01T00:00:00Z
Some fields are missing, unknown or of the wrong kind.
  at is over: what people have is known of now alone
Correct the fields listed under "errors" and send the request again.
$ tegata forecast --realm acme
Say when: --at 2026-12-01T00:00:00+09:00, or an enforcement: --enforcement …
$ tegata forecast --realm acme --enforcement codes
There is no enforcement "codes". There are: Codes for all.
$ tegata enforcement proof --realm acme --enforcement "Codes for all" ${join(dataDir, 'proof.csv')}
"Codes for all", … to …: it was not in force then.
`)
    expect(readFileSync(join(dataDir, 'proof.csv'), 'utf8')).toBe('\ufeffat,username,family name,given name,application,answered by,exception,why\r\n')
  })

  test('keys and ring', () => follows(`
$ tegata keys list --realm acme
…RS256  active …
$ tegata keys rotate --realm acme
…published, signs from …: run this again then
$ tegata ring list
1     active    … rows
$ tegata ring add
Data key 2 is added. In half a minute, when every node has read it: tegata ring promote 2
$ tegata ring promote 2
Every node has to read the ring first: again in … s
`))

  test('ring init makes a key file once, readable by its owner alone', async () => {
    const file = join(dataDir, 'another-keyring')
    expect((await run(`ring init ${file}`)).out).toContain(`TEGATA_KEYRING_FILE=${file}`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await run(`ring init ${file}`)).err).toBe(`${file} is there already, and stays.\n`)
  })
})

test('somebody with a password who is made an administrator gets no link, and the operator is told what comes next', async () => {
  const house = await openHouse(configOf({ env: settings(), readFile: (path) => readFileSync(path, 'utf8') }))
  const realm = await house.storage.realms.find('acme')
  await house.storage.unit(house.storage.users.create(realm?.id ?? 0, {
    id: crypto.randomUUID(), username: 'sora', email: 'sora@acme.test', emailProvedAt: 1, givenName: '空', familyName: '森', otpRequired: true, passwordHash: 'x',
  }))
  await house.close()
  await follows(`
$ tegata admin invite --realm acme --username sora --print-link
sora is there already. Say which role to give: --role global-admin, or another one.
$ tegata admin invite --realm acme --username sora --role read-only-admin --print-link
sora was there already and has the role read-only-admin now.
No link was made, because there is a password. The next sign-in sets up a code, after a code mailed to the address on file.
`)
})

test('admin token prints the token and nothing else; it is audited as operator@host', async () => {
  const { out, err, code } = await run('admin token --realm acme')
  expect([err, code]).toEqual(['', 0])
  expect(out).toMatch(/^tegata_op_[\w-]{43}\n$/)
  const { out: again } = await run('admin token --realm acme')
  expect(again).not.toBe(out)
})

describe('what cannot be understood is answered with what can', () => {
  test.each([
    ['', 2, /^Usage: tegata <command>/], ['--help', 0, /^Usage: tegata <command>/], ['fly', 2, /^There is no command "fly"/],
    ['ring', 2, /^tegata ring is the beginning of:\n {2}ring init .+\n {2}ring list .+[\s\S]+\n {2}ring retire [^\n]+\n$/], ['user --help', 0, /^tegata user is the beginning of:/],
    ['user create --help', 0, /^Usage: tegata user create \[options\]/], ['user create', 1, /^--realm is missing\.\n\nUsage/],
    ['admin token --realm a --realm b', 1, /^--realm stands twice/], ['admin token --relm a', 1, /^Unknown option '--relm'\./],
    ['admin token --realm a extra', 1, /^Usage: tegata admin token/], ['ring promote', 1, /^Usage: tegata ring promote <key>/],
    ['client create --first-party=yes --realm a', 1, /--first-party/],
    ['upstream change --help', 0, /--trust always\|evidence\|never +after signing in there[^\n]+\n[\s\S]+--hidden yes\|no /],
    ['upstream change --help', 0, /--client-auth … [^\n]+; one of client_secret_basic, client_secret_post, none\n/],
    ['user create --language fr --realm a --username b --given-name c --family-name d', 1, /^--language is one of en, ja, ko\.\n$/],
  ])('tegata %s', async (line, code, text) => {
    const answer = await run(line)
    expect(answer.code).toBe(code)
    expect(answer.out + answer.err).toMatch(text)
  })

  test('every command explains itself in a sentence, and has no options that nobody explains', () => {
    for (const command of commands) {
      expect(command.summary).toMatch(/^[A-Z].*\.$/)
      for (const option of Object.keys(command.options ?? {})) expect(usageOf(command)).toContain(`--${option}`)
    }
  })
})

describe('settings', () => {
  test('config check says every mistake at once', async () => {
    const { code, err } = await run('config check', { TEGATA_PUBLIC_URL: 'http://id.example.test', TEGATA_LISTEN: 'x', DATABASE_URL: 'mysql://x' })
    expect(code).toBe(1)
    expect(err).toMatch(/^The configuration has 2 mistakes:\n {2}TEGATA_LISTEN: .*\n {2}DATABASE_URL: .*\n$/)
  })
  test('config print masks passwords; a secret comes from a file', async () => {
    const file = join(dataDir, 'smtp')
    writeFileSync(file, 'smtp://mailer:very-secret@smtp.test:587\n')
    const { TEGATA_SMTP_URL: _, ...rest } = settings()
    const { out } = await run('config print', { ...rest, TEGATA_SMTP_URL_FILE: file })
    expect(out).toContain('TEGATA_SMTP_URL=smtp://mailer:***@smtp.test:587')
    expect(out).not.toContain('very-secret')
  })
})

describe('demo reset', () => {
  test('throws demo data away and nothing else', async () => {
    const demo = mkdtempSync(join(tmpdir(), 'tegata-demo-'))
    for (const name of ['tegata.db', 'tegata.db-wal', 'volatile.db', 'demo-phone.json', 'keyring', 'notes.txt']) writeFileSync(join(demo, name), 'x')
    mkdirSync(join(demo, 'demo-mail'))
    const env = { TEGATA_DATA_DIR: demo, TEGATA_LISTEN: '127.0.0.1:1', TEGATA_MANAGEMENT_LISTEN: '127.0.0.1:1' }
    expect((await run('demo reset', env)).out).toMatch(/^The demo data is gone/)
    expect(readdirSync(demo)).toEqual(['notes.txt'])
    expect((await run('demo reset', env)).out).toBe('There is no demo data.\n')
    rmSync(demo, { recursive: true })
  })
  test('never touches an installation', async () => {
    expect((await run('demo reset')).err).toBe('This is not demo data: only demo mode on the embedded database can be reset.\n')
  })
})
