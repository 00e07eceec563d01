import type { RouteRecordRaw } from 'vue-router'

export const auditRoutes: readonly RouteRecordRaw[] = [
  { path: '/audit-log', name: 'audit', component: () => import('./AuditLog.vue'), meta: { title: 'audit.title', permission: 'audit.read' } },
]
