import {
  Activity,
  Boxes,
  Database,
  FlaskConical,
  GitCompareArrows,
  Inbox,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  ScrollText,
  Settings,
  Shapes,
} from 'lucide-react';

export interface Place {
  to: string;
  label: string;
  /** Typed after `g`. */
  letter: string;
  icon: LucideIcon;
  group: 'work' | 'models' | 'house';
}

/** Every place of the console in the order of the menu. One that has no page yet is not shown. */
export const PLACES: readonly Place[] = [
  { to: '/', label: 'Overview', letter: 'o', icon: LayoutDashboard, group: 'work' },
  { to: '/jobs', label: 'Jobs', letter: 'j', icon: Activity, group: 'work' },
  { to: '/compare', label: 'Compare', letter: 'c', icon: GitCompareArrows, group: 'work' },
  { to: '/evaluations', label: 'Evaluations', letter: 'e', icon: FlaskConical, group: 'work' },
  { to: '/reviews', label: 'License review', letter: 'r', icon: Inbox, group: 'work' },
  { to: '/datasets', label: 'Datasets', letter: 'd', icon: Database, group: 'models' },
  { to: '/base-models', label: 'Base models', letter: 'b', icon: Shapes, group: 'models' },
  { to: '/models', label: 'Models', letter: 'm', icon: Boxes, group: 'models' },
  { to: '/deployments', label: 'Deployments', letter: 'y', icon: Rocket, group: 'models' },
  { to: '/playground', label: 'Playground', letter: 'p', icon: MessagesSquare, group: 'models' },
  { to: '/audit', label: 'Audit', letter: 'a', icon: ScrollText, group: 'house' },
  { to: '/settings', label: 'Settings', letter: 's', icon: Settings, group: 'house' },
];
