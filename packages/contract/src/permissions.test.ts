import { expect, test } from 'vitest'
import { administrativeRoles, mayGrant, permissionsOf, permissions, permitted } from './permissions.ts'

test('S0-13: Global Admin may do everything in the realm', () => {
  expect([...permissionsOf(['global-admin'])].sort()).toEqual([...permissions].sort())
})

test('S0-14: Read Only Admin reads everything and changes nothing', () => {
  const held = [...permissionsOf(['read-only-admin'])]
  expect(held.sort()).toEqual(permissions.filter((name) => name.endsWith('.read')).sort())
})

test.each([
  ['S0-15', 'certificate-admin', ['certificates.write']],
  ['S0-16', 'secure-browser-admin', ['managed-browsers.write']],
  ['S0-17', 'certificate-and-secure-browser-admin', ['certificates.write', 'managed-browsers.write']],
] as const)('%s: %s reads everything and edits only its own part', (_clause, role, own) => {
  expect([...permissionsOf([role])].filter((name) => !name.endsWith('.read')).sort()).toEqual([...own])
  for (const name of permitted['read-only-admin']) expect(permissionsOf([role]).has(name)).toBe(true)
})

test('S0-17: the combined role is the union of its parts', () => {
  expect([...permissionsOf(['certificate-admin', 'secure-browser-admin'])].sort())
    .toEqual([...permissionsOf(['certificate-and-secure-browser-admin'])].sort())
})

test('Help Desk helps and does not administer', () => {
  const held = permissionsOf(['help-desk'])
  expect(held.has('users.reset-otp')).toBe(true)
  expect(held.has('emergency.issue')).toBe(true)
  for (const name of ['users.write', 'users.delete', 'roles.grant', 'groups.write', 'clients.write', 'realm.write', 'audit.read', 'emergency.write', 'emergency.reveal'] as const) {
    expect(held.has(name)).toBe(false)
  }
})

test('Z-1: an unknown role permits nothing', () => {
  expect(permissionsOf(['accountant', 'Global-Admin', '']).size).toBe(0)
})

test('Z-2: nobody may hand out an administrative role that permits more than their own', () => {
  for (const mine of administrativeRoles) {
    for (const role of administrativeRoles) {
      const subset = permitted[role].every((name) => permissionsOf([mine]).has(name))
      expect(mayGrant([mine], role)).toBe(subset)
    }
  }
  expect(mayGrant([], 'accountant')).toBe(true)
})
