import type { RouteRecordRaw } from 'vue-router'

export const helpDeskRoutes: RouteRecordRaw[] = [
  { path: '/help-desk', name: 'help-desk', component: () => import('./HelpDesk.vue'), meta: { title: 'helpDesk.title', permission: 'users.lift-wait' } },
]
