import type { RouteRecordRaw } from 'vue-router'

export const dashboardRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/dashboard',
    name: 'dashboard',
    component: () => import('./DashboardPage.vue'),
    meta: { title: 'dashboard.title' },
  },
]
