/**
 * The part of jstat that the evaluation uses: distributions, each with its density, probability and quantile.
 */
declare module 'jstat' {
  const jStat: {
    readonly normal: {
      readonly cdf: (value: number, mean: number, deviation: number) => number;
      readonly inv: (probability: number, mean: number, deviation: number) => number;
    };
    readonly studentt: {
      readonly cdf: (value: number, degreesOfFreedom: number) => number;
      readonly inv: (probability: number, degreesOfFreedom: number) => number;
    };
    readonly chisquare: {
      readonly cdf: (value: number, degreesOfFreedom: number) => number;
      readonly inv: (probability: number, degreesOfFreedom: number) => number;
    };
  };
  export default jStat;
}
