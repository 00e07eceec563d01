import type { RouteRecordRaw } from 'vue-router'

export const fileRoutes: readonly RouteRecordRaw[] = [
  { path: '/users/import', name: 'import', component: () => import('./ImportPage.vue'), meta: { title: 'files.import.title', permission: 'users.write' } },
  { path: '/users/export', name: 'export', component: () => import('../export/ExportPage.vue'), meta: { title: 'files.export.title', permission: 'exports.read' } },
]
