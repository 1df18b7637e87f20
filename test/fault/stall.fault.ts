import { stalledAt } from './stall.js';

stalledAt(['container.after_start', 'register.version_row'], 2000);
