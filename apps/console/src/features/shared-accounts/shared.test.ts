import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../testing/fake-server.ts'
import { browsersSign, nameSign } from '../../testing/fake-shared.ts'
import { openConsole } from '../../testing/open-console.ts'
import { person, type Person } from '../../testing/people.ts'
import { answer, box, button, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../testing/screen.ts'
import { faultsOf, newPart, newSplitDraft, sentOf } from './split-draft.ts'

const desk = (overrides: Partial<Person> = {}) => person('reception', '受付', '本社', { department: 'Front', signs: [nameSign('reception')], ...overrides })

describe('accounts that several people may share (S4-4)', () => {
  test('are found in slices, each with its reasons, and those that more speaks for come first; nobody is changed by it', async () => {
    const server = createFakeServer({ people: [
      person('hana', '佐藤', '花'), person('kim', '김', '준'), desk(), person('brown', 'Brown', 'Emma'), person('info', 'Info', 'Desk', { signs: [nameSign('info'), browsersSign(9)] }),
    ] })
    await openConsole(server, '/users/likely-shared')
    await sees('Everybody was looked at: 2 accounts.')
    expect([...document.querySelectorAll('main .sheet > li')].map((row) => (row.textContent ?? '').replaceAll(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/info.*The name says “info”.*9 new browsers within 30 days/), expect.stringMatching(/reception · Front.*The name says “reception”/),
    ])
    expect(server.asksOf('listLikelyShared').map(({ input }) => input['cursor'])).toEqual([undefined, '2', '4'])
    link('本社').click()
    await sees('Several people may be using this account:')
  })

  test('says so where there is none, and goes on where the network failed', async () => {
    const server = createFakeServer({ people: [person('hana', '佐藤', '花')] })
    server.refuse('listLikelyShared', 'server.unavailable')
    await openConsole(server, '/users/likely-shared')
    await until(() => expect(has('button', 'Try again')).toBe(true))
    button('Try again').click()
    await sees('Nothing speaks for a shared account')
  })

  test('is two clicks from the users', async () => {
    await openConsole(createFakeServer({ people: [desk()] }), '/users')
    await until(() => link('Likely shared accounts'))
    link('Likely shared accounts').click()
    await sees('Everybody was looked at: one account.')
  })
})

describe('the card on a person’s page', () => {
  const open = async (who: Person, part: Parameters<typeof createFakeServer>[0] = {}) => {
    const server = createFakeServer({ people: [who], ...part })
    await openConsole(server, `/users/${who.id}`)
    await sees(who.username)
    return server
  }

  test('marks, and takes the mark away', async () => {
    const server = await open(desk())
    await sees('The name says “reception”')
    button('Mark as shared').click()
    await sees('This account is marked as shared.')
    expect(server.asksOf('changeUser').map(({ body }) => body)).toEqual([{ shared: true }])
    button('Belongs to one person').click()
    await sees('Several people may be using this account:')
  })

  test('offers no splitting where nothing speaks for it', async () => {
    await open(person('hana', '佐藤', '花'))
    await sees('Nothing speaks for more than one person.')
    expect(has('button', 'Split into persons…')).toBe(false)
  })

  test('only shows what speaks for it to whoever may change nothing', async () => {
    await open(desk(), { myRoles: ['read-only-admin'] })
    await sees('The name says “reception”')
    expect([has('button', 'Mark as shared'), has('button', 'Split into persons…')]).toEqual([false, false])
  })

  test('and is not there where nothing does, for whoever may change nothing', async () => {
    const server = await open(person('hana', '佐藤', '花'), { myRoles: ['read-only-admin'] })
    await until(() => expect(server.asksOf('getSharedSigns')).toHaveLength(1))
    await seesNot('Several people?')
  })
})

describe('splitting an account into persons', () => {
  const begin = async ({ others = [], ...part }: Parameters<typeof createFakeServer>[0] & { others?: Person[] } = {}) => {
    const account = desk({ sessions: [] })
    const server = createFakeServer({ people: [account, ...others], ...part })
    await openConsole(server, `/users/${account.id}`)
    await until(() => button('Split into persons…'))
    button('Split into persons…').click()
    await until(() => expect(windowText()).toContain('Each person takes over'))
    return { server, account }
  }
  const fill = (values: readonly string[]) => {
    const inputs = [...document.querySelectorAll<HTMLInputElement>('dialog[open] fieldset.part input')]
    values.forEach((value, index) => { const into = inputs[index]; if (into) type(into, value) })
  }
  const press = () => submit(document.querySelector<HTMLFormElement>('form#split-account'))

  test('says first what will happen, and only then does it: persons, what they take over, what becomes of the account', async () => {
    const { server, account } = await begin()
    fill(['佐藤', '花', 'sato', 'sato@demo.example', 'Kim', 'Jun', 'kim', 'kim@demo.example'])
    box('The role orders').click()
    expect(box('The role Global Admin').disabled).toBe(true)
    box('The group Front desk').click()
    press()
    await until(() => expect(windowText()).toMatch(/佐藤 花 sato gets an account and the set-up mail ?Jun Kim kim gets an account and the set-up mail/))
    expect(windowText()).toContain('Each new person takes over: orders, Front desk, Front.')
    expect(windowText()).toContain('The account is marked as shared and disabled.')
    expect(server.asksOf('splitUser')).toEqual([])
    button('Create 2 accounts').click()
    press()
    await sees('2 people have accounts of their own now.')
    const [asked] = server.asksOf('splitUser')
    expect(asked?.body).toMatchObject({
      persons: [{ username: 'sato', givenName: '花', familyName: '佐藤', email: 'sato@demo.example' }, { username: 'kim', givenName: 'Jun', familyName: 'Kim', email: 'kim@demo.example' }],
      department: true, policyGroup: false, account: 'disable', otpRequired: true, sendSetupMail: true,
    })
    expect([account.shared, account.enabled]).toEqual([true, false])
    await sees('This account is marked as shared.')
  })

  test('a name that is taken is said before anything is done, and can be corrected without typing the rest again', async () => {
    const { server } = await begin({ others: [person('kim', 'Kim', 'Min')] })
    fill(['Kim', 'Jun', 'kim', 'kim@demo.example'])
    press()
    await until(() => expect(windowText()).toMatch(/kim .*user name/))
    expect(button('Do it').disabled).toBe(true)
    button('Change something').click()
    await until(() => expect(field('User name').value).toBe('kim'))
    type(field('User name'), 'kim2')
    press()
    await until(() => expect(windowText()).toContain('kim2 gets an account and the set-up mail'))
    expect(server.asksOf('splitUser')).toEqual([])
  })

  test('without a mail server nobody is promised a mail, and an address is no must', async () => {
    const { server } = await begin({ canMail: false })
    expect(text()).toContain('No mail leaves this realm')
    fill(['Kim', 'Jun', 'kim', ''])
    answer('Leave it as it is').click()
    press()
    await until(() => expect(windowText()).toContain('kim gets an account'))
    press()
    await sees('One person has an account of their own now.')
    expect(server.asksOf('splitUser')[0]?.body).toMatchObject({ sendSetupMail: false, account: 'keep', persons: [{ email: null }] })
  })

  test('nothing is asked while something is missing; it stands where it is missing', async () => {
    const { server } = await begin()
    const before = server.asksOf('previewSplit').length
    fill(['Kim', '', 'ki m', 'nonsense'])
    press()
    await until(() => expect(windowText()).toContain('Please fill this in.'))
    expect(windowText()).toContain('This does not look like an email address.')
    expect(windowText()).toContain('This contains characters that are not allowed here.')
    expect(server.asksOf('previewSplit')).toHaveLength(before)
  })
})

describe('a split that is being typed', () => {
  const row = (username: string, email = `${username}@demo.example`) => ({ ...newPart(), givenName: 'G', familyName: 'F', username, email })

  test('rows in which nobody stands are left out, unless none would be left', () => {
    const draft = newSplitDraft()
    expect([...faultsOf(draft).values()]).toEqual(['missing', 'missing', 'missing', 'missing'])
    draft.parts = [row('a'), newPart(), row('b')]
    expect([faultsOf(draft).size, sentOf(draft, { department: null, policyGroup: null }).persons.map(({ username }) => username)]).toEqual([0, ['a', 'b']])
  })

  test.each<[string, ReturnType<typeof row>[], string[]]>([
    ['one user name, however it is written', [row('sato'), row('ＳＡＴＯ', 'other@demo.example')], ['twice']],
    ['one address', [row('a', 'x@demo.example'), row('b', 'X@demo.example')], ['twice']],
    ['an address that is another one’s user name', [row('x@demo.example', 'a@demo.example'), row('b', 'x@demo.example')], ['twice']],
    ['somebody’s own address as their user name is theirs', [row('x@demo.example', 'x@demo.example')], []],
  ])('%s', (_, parts, expected) => {
    const draft = newSplitDraft()
    draft.parts = parts
    expect([...faultsOf(draft).values()]).toEqual(expected)
  })
})
