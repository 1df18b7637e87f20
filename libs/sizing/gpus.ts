/** A GPU as its maker describes it. */
export interface Gpu {
  /** How a request names it. */
  id: string;
  name: string;
  /** As nvidia-smi prints it: what the driver keeps is taken off. */
  memoryMb: number;
  /** 10^12 dense operations a second in bfloat16 with 32-bit sums; null where the chip has no bfloat16. */
  tflops: number | null;
  /** 10^9 bytes a second. */
  bandwidth: number;
  /** Of the board at full load. */
  watts: number;
  source: string;
}

const ADA = 'NVIDIA Ada GPU architecture whitepaper, appendix A';
const gpu = (
  id: string,
  name: string,
  numbers: readonly [number, number | null, number, number],
  source: string,
): Gpu => ({
  ...{ id, name, source },
  memoryMb: numbers[0],
  tflops: numbers[1],
  bandwidth: numbers[2],
  watts: numbers[3],
});

/** Common GPUs, small to large. GeForce sums bfloat16 products in 32 bit at half the rate that its leaflets name. */
export const GPUS: readonly Gpu[] = [
  gpu('rtx-4070', 'GeForce RTX 4070', [12_282, 58.3, 504, 200], ADA),
  gpu('t4', 'Tesla T4', [15_360, null, 320, 70], 'NVIDIA T4 data sheet'),
  gpu('rtx-4060-ti-16', 'GeForce RTX 4060 Ti 16 GB', [16_380, 44.1, 288, 165], ADA),
  gpu('rtx-4080', 'GeForce RTX 4080', [16_376, 97.5, 717, 320], ADA),
  gpu('l4', 'L4', [23_034, 121, 300, 72], 'NVIDIA L4 data sheet'),
  gpu('a10', 'A10', [23_028, 125, 600, 150], 'NVIDIA A10 data sheet'),
  gpu(
    'rtx-3090',
    'GeForce RTX 3090',
    [24_576, 71, 936, 350],
    'NVIDIA Ampere GA102 GPU architecture whitepaper, appendix A',
  ),
  gpu('rtx-4090', 'GeForce RTX 4090', [24_564, 165.2, 1008, 450], ADA),
  gpu(
    'rtx-5090',
    'GeForce RTX 5090',
    [32_607, 209.5, 1792, 575],
    'NVIDIA RTX Blackwell GPU architecture whitepaper, appendix A',
  ),
  gpu('a100-40', 'A100 SXM 40 GB', [40_960, 312, 1555, 400], 'NVIDIA A100 data sheet'),
  gpu('l40s', 'L40S', [46_068, 362, 864, 350], 'NVIDIA L40S data sheet'),
  gpu('a6000', 'RTX A6000', [49_140, 154.8, 768, 300], 'NVIDIA RTX A6000 data sheet'),
  gpu('a100-80', 'A100 SXM 80 GB', [81_920, 312, 2039, 400], 'NVIDIA A100 data sheet'),
  gpu('h100', 'H100 SXM 80 GB', [81_559, 989, 3350, 700], 'NVIDIA H100 data sheet'),
  gpu('h200', 'H200 SXM 141 GB', [143_771, 989, 4800, 700], 'NVIDIA H200 data sheet'),
];

export const findGpu = (id: string): Gpu | null => GPUS.find((one) => one.id === id.toLowerCase()) ?? null;
