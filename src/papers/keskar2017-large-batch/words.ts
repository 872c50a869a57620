/** What the claims of this paper share in words. */

export const LIMITS = [
  "SUPPORTED means: at learning rate 3e-3, on this network and these images. The same at 1e-3 is reported beside it and decides nothing.",
  "p speaks about starts, orders and choices of training images. All seeds share the test images, and the training sets of two seeds overlap by a thirtieth.",
  "The learning rate is the same for both batch sizes, as in the paper, so noise (rate / batch) and number of updates differ too: what causes the effect is not tested.",
];

export const DEVIATIONS = [
  "A network of 34,122 parameters on 14 x 14 averages of MNIST, 2,000 images a seed; batches of 16 and 2,000 in place of 256 and a tenth of the data.",
  "Both arms stop at the same training loss of 2e-3; the paper trains until the loss stops improving.",
  "The paper does not state its learning rate; 3e-3 is used, and 1e-3 beside it.",
];

export const SHARPNESS_LIMITS = [
  "A maximum that was found is a lower bound of the maximum: that SB is flat is an estimate, from three searches where LB has one.",
  "phi and the Hessian change under rescalings that leave the network's function alone (N5): no verdict here says that a flat minimum is better.",
];

export const SHARPNESS_DEVIATIONS = [
  "The maximiser is vertex ascent; the paper's (ten iterations of L-BFGS-B, in the original variables) is reported beside it. Its result changes by factors with the scaling of the variables (N8).",
];
