/**
 * `node local/demo-evaluation.ts > docs/evaluations/parkstad-demo.json`: prints the input of the demo's evaluation, one row
 * a line. See docs/evaluatie-voorbeeld.md.
 */
import { demoEvaluation } from './demo/evaluation.ts';

process.stdout.write(`${JSON.stringify(demoEvaluation())}\n`);
