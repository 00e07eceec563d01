import { interactionPolicy } from 'oidc-provider'
import { protocolRequest } from './protocol-request.ts'
import { subjectChecks } from './subject.ts'

const { Check, base } = interactionPolicy

/**
 * When oidc-provider stops and asks. Its login prompt has one check of ours: the policy, whose answer was found before
 * the prompts were asked (`authorize.ts`). The library's own checks of acr and max_age are taken out: they know neither
 * proofs nor rules, loop for ever on an acr that nobody can reach, and are part of the decision here. Those that compare
 * subjects are replaced: they know people by our ids only.
 */
export function createInteractionPolicy() {
  const prompts = base()
  const login = prompts.get('login')
  const consent = prompts.get('consent')
  if (!login || !consent) throw new Error('oidc-provider has no login or consent prompt any more: refusing to start without them')

  const named = subjectChecks()
  for (const reason of ['essential_acrs', 'essential_acr', 'max_age', ...named.map((check) => check.reason)]) {
    if (!login.checks.get(reason)) throw new Error(`oidc-provider has no check ${reason} any more: refusing to start before somebody has looked`)
    login.checks.remove(reason)
  }
  for (const check of named) login.checks.add(check)
  login.checks.add(new Check('policy', 'the policy demands more than has been proved', 'login_required',
    () => (protocolRequest().authorization === null ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT)))

  // Would ask every native application for consent at every sign-in, ours included.
  consent.checks.remove('native_client_prompt')
  return prompts
}
