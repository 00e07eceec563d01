import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, openKeyring, openStorage } from '@tegata/storage'
import { applicationOf } from '../admin/api.test-support.ts'
import { createOperatorApi } from '../admin/operator-api.ts'
import { makeOperatorToken } from '../admin/operator-token.ts'
import type { House, World } from './command.ts'
import { configOf } from './read-config.ts'
import { commands, runCommand, usageOf } from './run.ts'

let dataDir = ''
beforeAll(() => { dataDir = mkdtempSync(join(tmpdir(), 'tegata-cli-')) })
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const settings = () => ({
  TEGATA_PUBLIC_URL: 'https://id.example.test', TEGATA_DATA_DIR: dataDir, TEGATA_KEYRING_FILE: join(dataDir, 'keyring'), TEGATA_SMTP_URL: 'smtp://127.0.0.1:2525',
})

async function openHouse(config: Parameters<World['open']>[0]): Promise<House> {
  const storage = await openStorage({ dataDir: config.TEGATA_DATA_DIR, keyring: await openKeyring({ file: config.keyringFile }) })
  const { app, letters } = applicationOf(storage)
  const operator = createOperatorApi({ storage, handle: app.callback() })
  return {
    storage, letters, canMail: () => config.TEGATA_SMTP_URL !== undefined, api: operator.of,
    operatorToken: (realm, name) => makeOperatorToken({ storage }, realm, name),
    async close() {
      await operator.close()
      await storage.close()
    },
  }
}

async function run(line: string, env: Record<string, string> = settings()) {
  const [out, err]: [string[], string[]] = [[], []]
  const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const code = await runCommand(argv, {
    env, readFile: (path) => readFileSync(path, 'utf8'), out: (text) => out.push(text), err: (text) => err.push(text), operator: 'operator@host',
    migrate: async (config) => (await migrate({ dataDir: config.TEGATA_DATA_DIR })).applied,
    open: openHouse,
  })
  return { code, out: out.join(''), err: err.join('') }
}

/** A transcript can be pasted into the manual: lines after `$ tegata …` are what it prints, … stands for what differs. */
async function follows(transcript: string): Promise<void> {
  for (const [, line = '', expected = ''] of transcript.matchAll(/^\$ tegata (.+)\n((?:(?!\$ ).*\n)*)/gm)) {
    const { out, err } = await run(line)
    const pattern = expected.trimEnd().split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]+')
    expect((out + err).trimEnd(), line).toMatch(new RegExp(`^${pattern}$`))
  }
}

describe('a new installation, from the command line alone', () => {
  test('migrate, a realm, its first administrator by a link (P-11: no default password)', () => follows(`
$ tegata ring list
The database is not at this release yet: run \`tegata migrate\` first
$ tegata migrate
Applied: 0001-initial, 0002-upstreams
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
OTP of kenji was reset: an administrator’s help is needed to get in.
$ tegata user reset-otp --realm acme --username nobody
The realm acme has no user "nobody".
$ tegata emergency issue --realm acme --user kenji --reason "known by sight"
…-…-…-…
$ tegata emergency issue --realm acme --user kenji --hours soon
--hours is a whole number from 1 to 720.
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

  test('identity providers, as the REST API does them', async () => {
    const secret = join(dataDir, 'corp-secret')
    writeFileSync(secret, 'a secret of theirs\n')
    await follows(`
$ tegata upstream list --realm acme
There is none.
$ tegata upstream add --realm acme --url https://corp.test/realms/corp --client-id tegata --name "Corp ID" --name-ja コープID
Some fields are missing, unknown or of the wrong kind.
  clientSecret is demanded with this clientAuth, unless it is disabled
Correct the fields listed under "errors" and send the request again.
$ tegata upstream add --realm acme --url https://inside.test --client-id tegata --client-auth none
The identity provider could not be read at this address.
  url leads to a private network that the operator did not name
Look at "reason", correct the address or the provider, and try again. To enter it all the same, leave it disabled.
$ tegata upstream add --realm acme --url https://corp.test/realms/corp/.well-known/openid-configuration --client-id tegata --client-secret-file ${secret} --name "Corp ID"
corp  Corp ID  enabled
  issuer        https://corp.test/realms/corp
  client        tegata (client_secret_basic, secret stored)
  scopes        openid profile email
  our code      after signing in there, ask for our code? No
  evidence      –, at most 15 minutes old
  asks for acr  –
  new people    connect an account that exists
  names, mail   ours
  roles         realm_access.roles, of clients resource_access, groups groups, from the access-token
  rules         –
  sign-out      ends here
  linked        0 people
To enter at the provider:
  redirect URI              http://id.example.test/realms/acme/broker/corp/endpoint
  post-logout redirect URI  http://id.example.test/realms/acme/broker/corp/endpoint/logout_response
  back-channel logout URL   http://id.example.test/realms/acme/protocol/openid-connect/logout/backchannel-logout
$ tegata upstream add --realm acme --url https://down.test --client-id tegata --disabled
It does not answer, so nothing suggests a name for it: --alias …
$ tegata upstream add --realm acme --url https://down.test --client-id tegata --disabled --alias later
later  later  disabled
  issuer        https://down.test
…
$ tegata upstream enable later --realm acme
Some fields are missing, unknown or of the wrong kind.
  clientSecret is demanded with this clientAuth, unless it is disabled
…
$ tegata upstream remove later --realm acme
later is gone.
$ tegata upstream change corp --realm acme
Nothing to change was named. \`tegata upstream change --help\` lists what can be.
$ tegata upstream change corp --realm acme --trust mostly
trust: Invalid option…
$ tegata upstream change corp --realm acme --rule boss
--rule "boss" is not like roles:boss=role:editor or groups:staff=group:staff.
$ tegata upstream change corp --realm acme --rule roles:boss=role:nobody-here
No role with this id belongs to the realm.
…
$ tegata upstream change corp --realm acme --trust evidence --evidence acr=gold --evidence amr=hwk=3 --evidence-minutes 5 --claim groups=none --claim username=upn --pass-on yes --rule roles:boss=role:read-only-admin --sign-out yes --name-ja コープID
corp  Corp ID  enabled
…
  our code      after signing in there, ask for our code? Unless it proved one
  evidence      acr=gold=2 amr=hwk=3, at most 5 minutes old
…
  roles         realm_access.roles, of clients resource_access, groups –, from the access-token, passed on
  rules         roles:boss=role:read-only-admin
  sign-out      goes on to the provider
…
$ tegata upstream list --realm acme
corp  enabled          our code: Unless it proved one  https://corp.test/realms/corp  0 people
$ tegata upstream test corp --realm acme --no-wait
Open this address in a browser and sign in there. It works once, for ten minutes:
http://id.example.test/…
$ tegata upstream show nothing --realm acme
No identity provider with this alias belongs to the realm.
List the identity providers and take an alias from there.
`)
    const { out } = await run('upstream show corp --realm acme')
    expect(out).not.toContain('a secret of theirs')
  })

  test('who is linked, and whether our code is asked for after the provider', () => follows(`
$ tegata user create --realm acme --username hana --given-name 花 --family-name 伊藤 --email hana@acme.test --upstream corp --upstream-subject S-hana
…-…-…-…-…
$ tegata upstream link corp --realm acme --user kenji --subject S-hana --reason "known by sight"
Another user is linked to this subject of the identity provider.
Unlink the other user first, or correct the subject.
$ tegata upstream link corp --realm acme --user kenji --subject S-kenji --username-there sato.kenji --reason "known by sight"
kenji is linked to S-kenji at corp.
$ tegata upstream people corp --realm acme
kenji                 S-kenji (sato.kenji)  linked by administrator  last came never
hana                  S-hana  linked by import  last came never
$ tegata policy explain --realm acme --user kenji --upstream corp
asked: yes
…
  3  go-on     the identity provider "corp" proved no second factor that counts here
  4  yes       OTP Configured is on for this user   ← decides
…
$ tegata policy explain --realm acme --user kenji --upstream corp --amr pwd,hwk --authenticated-ago 4m
asked: no
…
  3  no        the identity provider "corp" proved a second factor: amr "hwk"   ← decides
…
$ tegata policy explain --realm acme --user kenji --upstream corp --amr hwk --authenticated-ago 6m
asked: yes
…
$ tegata policy explain --realm acme --user kenji --upstream corp --amr hwk --authenticated-ago unknown
asked: yes
…
$ tegata policy explain --realm acme --user kenji --upstream corp --authenticated-ago soon
"soon" is not a duration. Write it like 90s, 5m, 2h or 1d.
$ tegata upstream unlink corp --realm acme --user kenji --reason left
kenji is no longer linked to corp, and is signed out everywhere.
$ tegata upstream unlink corp --realm acme --user kenji --reason left
This user is not linked to this identity provider.
List the identities of the user.
`))

  test('one identity provider for everybody, and back', () => follows(`
$ tegata realm first-step corp --realm acme
No global administrator could sign in with a password while the identity provider is away.
Give a global administrator of this realm a password, then try again.
$ tegata realm first-step local --realm acme
acme has its own sign-in page again; identity providers stand beside it.
$ tegata upstream disable corp --realm acme
corp is disabled; 1 person linked.
$ tegata policy explain --realm acme --user hana --upstream corp
asked: refused
…
$ tegata realm first-step corp --realm acme
This identity provider is disabled.
Enable it first.
$ tegata upstream enable corp --realm acme
corp is enabled; 1 person linked.
$ tegata upstream remove corp --realm acme
corp is gone.
$ tegata upstream people corp --realm acme
No identity provider with this alias belongs to the realm.
List the identity providers and take an alias from there.
`))

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

describe('what the manual tells people to type', () => {
  const manual = readFileSync(new URL('../../../../docs/identity-providers.md', import.meta.url), 'utf8')
  const lines = [...manual.matchAll(/^ *(tegata .+)$/gm)].map(([, line = '']) => line)

  test.each(lines)('%s', (line) => {
    const words = line.split(' ').slice(1)
    const command = commands.find(({ name }) => name === words.slice(0, 2).join(' '))
    if (!command) throw new Error('there is no such command')
    const { options = {}, positionals = [] } = command
    const written = [...line.matchAll(/ --([\w-]+)/g)].map(([, option = '']) => option)
    expect(written.filter((option) => !(option in options))).toEqual([])
    expect(Object.entries(options).filter(([option, { required }]) => required && !written.includes(option))).toEqual([])
    expect(words.slice(2).findIndex((word) => word.startsWith('--'))).toBe(positionals.length)
  })

  test('is not nothing', () => expect(lines.length).toBeGreaterThan(5))
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
