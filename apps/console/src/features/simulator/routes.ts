import type { RouteRecordRaw } from 'vue-router'

export const simulatorRoutes: readonly RouteRecordRaw[] = [
  { path: '/simulator', name: 'simulator', component: () => import('./SimulatorPage.vue'), meta: { title: 'simulator.title', permission: 'policy.read' } },
]
