import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from './run.ts'
import { createTerminal } from './terminal.test-support.ts'

const { dataDir, run, follows } = createTerminal()
beforeAll(async () => {
  await run('migrate')
  await run('realm create --name acme --zone Asia/Tokyo')
  await run('user create --realm acme --username kenji --given-name 健二 --family-name 佐藤 --email kenji@acme.test --otp')
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

describe('identity providers, from the command line', () => {
  test('are added, shown, changed and tried as the REST API does it', async () => {
    const secret = join(dataDir, 'corp-secret')
    writeFileSync(secret, 'a secret of theirs\n')
    await follows(`
$ tegata upstream list --realm acme
There is none.
$ tegata upstream add --realm acme --url https://corp.test/realms/corp --client-id tegata --name "Corp ID" --name-ja コープID --enabled
--client-secret-file is demanded, unless --client-auth is none or it is disabled
$ tegata upstream add --realm acme --url https://corp.test/realms/corp --client-id tegata --client-secret-file nowhere.txt
--client-secret-file: the file "nowhere.txt" cannot be read.
$ tegata upstream add --realm acme --url https://inside.test --client-id tegata --client-auth none
The identity provider could not be read at this address.
--url leads to a private network that the operator did not name
$ tegata upstream add --realm acme --url https://corp.test/realms/corp/.well-known/openid-configuration --client-id tegata --client-secret-file ${secret} --name "Corp ID"
corp  Corp ID  disabled
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
It is switched off: nobody comes in by it before you have tried it. Next:
  tegata upstream test corp --realm acme
  tegata upstream enable corp --realm acme
$ tegata upstream enable corp --realm acme
corp is enabled; 0 people linked.
$ tegata upstream add --realm acme --url https://script.test --client-id tegata --client-auth none --enabled --alias scripted
scripted  scripted  enabled
…
  back-channel logout URL   http://id.example.test/realms/acme/protocol/openid-connect/logout/backchannel-logout
$ tegata upstream remove scripted --realm acme --yes
scripted is gone.
$ tegata upstream add --realm acme --url https://down.test --client-id tegata --alias later
The identity provider could not be read at this address.
--url does not answer
$ tegata upstream add --realm acme --url https://down.test --client-id tegata --unread
It does not answer, so nothing suggests a name for it: --alias …
$ tegata upstream add --realm acme --url https://down.test --client-id tegata --unread --alias later
later  later  disabled
  issuer        https://down.test
…
It is switched off: nobody comes in by it before you have tried it. Next:
  tegata upstream change later --realm acme --client-secret-file …
  tegata upstream test later --realm acme
  tegata upstream enable later --realm acme
$ tegata upstream enable later --realm acme
--client-secret-file is demanded, unless --client-auth is none or it is disabled
$ tegata upstream remove later --realm acme --yes
later is gone.
$ tegata upstream change corp --realm acme
Nothing to change was named. \`tegata upstream change --help\` lists what can be.
$ tegata upstream change corp --realm acme --trust mostly
--trust is one of always, evidence, never.
$ tegata upstream change corp --realm acme --hidden maybe
--hidden is one of yes, no.
$ tegata upstream change corp --realm acme --rule boss
--rule "boss" is not like roles:boss=role:editor or groups:staff=group:staff.
$ tegata upstream change corp --realm acme --rule roles:boss=role:nobody-here
No such role belongs to the realm.
--rule names a role that the realm does not have: nobody-here
$ tegata upstream change corp --realm acme --rule groups:staff=group:nobody-here
No such group belongs to the realm.
--rule names a group that the realm does not have: nobody-here
$ tegata upstream change corp --realm acme --evidence-minutes 0
--evidence-minutes …
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
Open this address in a browser, go on from there and sign in. It works once, for ten minutes:
http://id.example.test/…
$ tegata upstream show nothing --realm acme
No identity provider with this alias belongs to the realm.
tegata upstream list --realm acme
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
tegata admin invite --realm acme --username …
$ tegata realm first-step local --realm acme
acme has its own sign-in page again; identity providers stand beside it.
$ tegata upstream disable corp --realm acme
corp is disabled; 1 person linked.
$ tegata policy explain --realm acme --user hana --upstream corp
asked: refused
…
$ tegata realm first-step corp --realm acme
This identity provider is disabled.
tegata upstream enable corp --realm acme
$ tegata upstream enable corp --realm acme
corp is enabled; 1 person linked.
$ tegata upstream remove corp --realm acme
1 person linked to corp: the links go, with the roles and groups that it gave, and whoever ever came by it is signed out.
To do it: tegata upstream remove corp --realm acme --yes
$ tegata upstream people corp --realm acme
hana                  S-hana  linked by import  last came never
$ tegata upstream remove corp --realm acme --yes
corp is gone.
$ tegata upstream remove corp --realm acme
No identity provider with this alias belongs to the realm.
tegata upstream list --realm acme
$ tegata upstream people corp --realm acme
No identity provider with this alias belongs to the realm.
tegata upstream list --realm acme
`))
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
