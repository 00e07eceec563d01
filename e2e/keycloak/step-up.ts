import type { Keycloak } from '../support/keycloak.ts'

type Execution = { id: string; providerId?: string; authenticationFlow?: boolean; displayName: string; requirement: string }

/**
 * Gives Keycloak the sign-in of its manual for step-up: the password reaches level 1, its own code level 2, and a code is
 * asked for only when somebody asks for level 2 (`acr_values=gold`). What proved it stands in `amr`.
 */
export async function askForCodesByLevel({ admin }: Keycloak): Promise<void> {
  const flows = '/authentication/flows'
  const within = (flow: string) => `${flows}/${encodeURIComponent(flow)}/executions`
  const demand = async (flow: string, requirement: string) => {
    const { body } = await admin<Execution[]>('GET', within(flow))
    const added = body.at(-1)
    await admin('PUT', within(flow), { ...added, requirement })
  }
  const addFlow = async (parent: string, alias: string, requirement: string) => {
    await admin('POST', `${within(parent)}/flow`, { alias, type: 'basic-flow', provider: 'registration-page-form', description: alias })
    await demand(parent, requirement)
  }
  const addStep = async (parent: string, provider: string, requirement: string, config?: Record<string, string>) => {
    await admin('POST', `${within(parent)}/execution`, { provider })
    await demand(parent, requirement)
    const { body } = await admin<Execution[]>('GET', within(parent))
    if (config !== undefined) await admin('POST', `/authentication/executions/${body.at(-1)?.id}/config`, { alias: `${parent} ${provider}`, config })
  }

  await admin('POST', flows, { alias: 'by level', providerId: 'basic-flow', topLevel: true, builtIn: false })
  await addStep('by level', 'auth-cookie', 'ALTERNATIVE')
  await addStep('by level', 'identity-provider-redirector', 'ALTERNATIVE')
  await addFlow('by level', 'levels', 'ALTERNATIVE')
  await addFlow('levels', 'level 1', 'CONDITIONAL')
  await addStep('level 1', 'conditional-level-of-authentication', 'REQUIRED', { 'loa-condition-level': '1', 'loa-max-age': '600' })
  await addStep('level 1', 'auth-username-password-form', 'REQUIRED', { 'default.reference.value': 'pwd', 'default.reference.maxAge': '600' })
  await addFlow('levels', 'level 2', 'CONDITIONAL')
  await addStep('level 2', 'conditional-level-of-authentication', 'REQUIRED', { 'loa-condition-level': '2', 'loa-max-age': '600' })
  await addStep('level 2', 'auth-otp-form', 'REQUIRED', { 'default.reference.value': 'otp', 'default.reference.maxAge': '600' })
  await admin('PUT', '', { browserFlow: 'by level' })
}
