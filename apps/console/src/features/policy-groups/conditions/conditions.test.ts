import { describe, expect, test } from 'vitest'
import { policyGroupOf } from '../../../testing/fake-policies.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { clientOf } from '../../../testing/fake-settings.ts'
import { person } from '../../../testing/people.ts'
import { answer, button, choice, choose, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const clients = () => [clientOf('wiki', { name: 'Wiki' }), clientOf('payroll', { name: 'Payroll' })]

async function open(part: Parameters<typeof createFakeServer>[0] = {}, group = policyGroupOf('Branch')) {
  const server = createFakeServer({ policyGroups: [group], clients: clients(), network: { address: '192.0.2.77', ownNetworks: ['198.51.100.0/24'] }, ...part })
  await openConsole(server, `/access-policy-groups/${group.id}`)
  await until(() => expect(field('Display Name').value).toBe('Branch'))
  return server
}
const save = () => submit(document.querySelector<HTMLFormElement>('main form'))
const networks = (place = 0) => {
  const found = document.querySelectorAll<HTMLTextAreaElement>('fieldset.condition textarea')[place]
  if (!found) throw new Error('no such condition')
  return found
}
const condition = (fields: string[], applications: string[] = []) => ({ networks: fields, applications })

describe('Do not require under specific conditions (S0-24)', () => {
  test('a condition is added, says in a sentence what it comes to, and is saved as it is kept', async () => {
    const server = await open()
    answer('Do not require under specific conditions').click()
    await sees('Of one condition all parts have to hold.')
    button('Add a condition').click()
    await until(() => expect(document.activeElement).toBe(networks()))
    type(networks(), '10.1.2.3/8\n2001:DB8::/32')
    await sees('10.1.2.3/8 is kept as 10.0.0.0/8.')
    choose(choice('To these applications'), 'wiki')
    await sees('Not asked: to Wiki, from 10.0.0.0/8 or 2001:db8::/32.')
    await until(() => expect(has('button', 'Remove Wiki')).toBe(true))
    expect(choice('To these applications').value).toBe('')
    type(field('Why'), 'The wiki is only in the office')
    save()
    await sees('Saved.')
    expect(server.asksOf('changePolicyGroup')[0]?.body).toEqual({ ask: 'unless', conditions: [condition(['10.0.0.0/8', '2001:db8::/32'], ['wiki'])], reason: 'The wiki is only in the office' })
    await until(() => expect(networks().value).toBe('10.0.0.0/8\n2001:db8::/32'))
  })

  test('without a condition, with an empty one, and with what is no network, nothing is sent', async () => {
    const server = await open()
    answer('Do not require under specific conditions').click()
    await until(() => expect(has('button', 'Add a condition')).toBe(true))
    save()
    await sees('Add at least one condition, or choose another answer above.')
    button('Add a condition').click()
    await sees('Name a network or an application: a condition without any would never hold.')
    type(networks(), '10.0.0.0/8, office')
    await sees('Not a network: office.')
    expect(networks().getAttribute('aria-invalid')).toBe('true')
    save()
    expect(server.asksOf('changePolicyGroup')).toEqual([])
    button('Remove condition 1').click()
    await until(() => expect((document.activeElement?.textContent ?? '').trim()).toBe('Add a condition'))
  })

  test('the own address is shown and added, the realm’s own networks are offered, and what is everywhere is said', async () => {
    await open()
    answer('Do not require under specific conditions').click()
    await until(() => expect(has('button', 'Add a condition')).toBe(true))
    button('Add a condition').click()
    await sees('Your own address, 192.0.2.77, is in none of these.')
    button('Add it').click()
    await sees('Your own address, 192.0.2.77, is in 192.0.2.77/32.')
    button('Add 198.51.100.0/24').click()
    await until(() => expect(networks().value).toBe('192.0.2.77\n198.51.100.0/24'))
    expect(has('button', 'Add 198.51.100.0/24')).toBe(false)
    type(networks(), '0.0.0.0/0')
    await sees('This is every IPv4 address there is: whoever comes by IPv4 is never asked, wherever they are.')
    choose(choice('To these applications'), 'payroll')
    await sees('by IPv4 the network narrows nothing')
    type(networks(), '10.0.0.0/8 10.2.0.0/16')
    await sees('10.2.0.0/16 lies in 10.0.0.0/8 already.')
  })

  test('a part is taken out, a whole condition too; the others stay as they are', async () => {
    const server = await open({}, policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8'], ['wiki', 'gone']), condition(['192.0.2.0/24']), condition([], ['payroll'])] }))
    await sees('gone (not there any more)')
    expect([...document.querySelectorAll('.or')]).toHaveLength(2)
    button('Remove gone').click()
    await seesNot('gone (not there any more)')
    button('Remove condition 2').click()
    await until(() => expect(document.querySelectorAll('fieldset.condition')).toHaveLength(2))
    save()
    await sees('Saved.')
    expect(server.asksOf('changePolicyGroup')[0]?.body).toEqual({ conditions: [condition(['10.0.0.0/8'], ['wiki']), condition([], ['payroll'])] })
  })

  test('the server refuses an application that went meanwhile, beside the conditions', async () => {
    const server = await open({}, policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8'])] }))
    server.refuse('changePolicyGroup', 'request.invalid', { errors: [{ path: 'conditions.0.applications.0', rule: 'not-found', message: 'is no client' }] })
    choose(choice('To these applications'), 'wiki')
    save()
    await sees('One of the applications is not there any more. Take it out.')
  })

  test('whoever may only read sees sentences and no fields', async () => {
    await open({ me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }, policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8'], ['wiki']), condition(['2001:db8::/32'])] }))
    await sees('to Wiki, from 10.0.0.0/8')
    expect(text()).toContain('from 2001:db8::/32')
    expect(has('button', 'Add a condition')).toBe(false)
  })

  test('what is kept while another answer is chosen is there again when one comes back to it', async () => {
    const server = await open({}, policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8'])] }))
    answer('Always require').click()
    await until(() => expect(document.querySelector('fieldset.condition')).toBeNull())
    save()
    await sees('Saved.')
    expect(server.asksOf('changePolicyGroup')[0]?.body).toEqual({ ask: 'always' })
    answer('Do not require under specific conditions').click()
    await until(() => expect(networks().value).toBe('10.0.0.0/8'))
  })

  test('saving says what changes where a condition holds, where one does not any more, and everywhere else', async () => {
    const group = policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8'])] })
    const emma = { id: person('emma', 'Brown', 'Emma').id, username: 'emma', givenName: 'Emma', familyName: 'Brown' }
    const none = { people: 1, changed: 0, asked: 0, setUp: 0, notAsked: 0, lockedOut: 0, askedPeople: [], setUpPeople: [], notAskedPeople: [], lockedOutPeople: [] }
    const people = [person('emma', 'Brown', 'Emma', { policyGroup: { id: group.id, name: group.name } })]
    await open({ people, impact: { where: [
      { ...none, changed: 1, notAsked: 1, notAskedPeople: [emma], exempt: true, address: '192.0.2.0', application: 'wiki' },
      { ...none, changed: 1, asked: 1, askedPeople: [emma], exempt: false, address: '10.0.0.0', application: null },
    ] } }, group)
    type(networks(), '192.0.2.0/24')
    save()
    await until(() => expect(windowText()).toContain('Where a condition holds from now onFor example to Wiki, from 192.0.2.0.1 person is not asked for a code any more. Who?Emma Brown emma'))
    expect(windowText()).toContain('Where a condition held, and none does any moreFor example from 10.0.0.0.1 person will be asked for a code.')
    expect(windowText()).toContain('Everywhere elseFor the one person whom it concerns nothing changes.')
    button('Cancel').click()
    await seesNot('Everywhere else')
  })

  test.each([
    ['ja', 'コードを求めない場合: 10.0.0.0/8 または 2001:db8::/32 からの接続'],
    ['ko', '10.0.0.0/8 또는 2001:db8::/32'],
  ] as const)('in %s the words stand apart from the addresses', async (language, says) => {
    const group = policyGroupOf('Branch', { ask: 'unless', conditions: [condition(['10.0.0.0/8', '2001:db8::/32'])] })
    await openConsole(createFakeServer({ policyGroups: [group], clients: clients() }), `/access-policy-groups/${group.id}`, language)
    await sees(says)
  })
})
