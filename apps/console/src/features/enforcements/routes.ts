import type { RouteRecordRaw } from 'vue-router'

const meta = { title: 'enforcements.title', permission: 'policy.read' } as const

export const enforcementRoutes: readonly RouteRecordRaw[] = [
  { path: '/enforcements', name: 'enforcements', component: () => import('./list/EnforcementList.vue'), meta },
  { path: '/enforcements/add', name: 'add-enforcement', component: () => import('./form/AddEnforcement.vue'), meta: { title: 'enforcements.add', permission: 'policy.write' } },
  {
    path: '/enforcements/:enforcementId([0-9a-f-]{36})',
    component: () => import('./detail/EnforcementPage.vue'),
    props: true,
    meta,
    children: [
      { path: '', name: 'enforcement', component: () => import('../readiness/ReadinessTab.vue') },
      { path: 'rule', name: 'enforcement-rule', component: () => import('./detail/RuleTab.vue') },
      { path: 'reminders', name: 'enforcement-mails', component: () => import('./mails/MailsTab.vue') },
      { path: 'history', name: 'enforcement-history', component: () => import('./detail/HistoryTab.vue') },
      { path: 'proof', name: 'enforcement-proof', component: () => import('../readiness/ProofTab.vue') },
    ],
  },
]
