// Concerns: libs/jobs, libs/artifacts, libs/platform, libs/adapters/process, apps/worker
import { stalledAt } from './stall.js';

stalledAt(['claim.after_lease', 'claim.slots_taken', 'container.after_exit', 'artifact.row'], 3000);
