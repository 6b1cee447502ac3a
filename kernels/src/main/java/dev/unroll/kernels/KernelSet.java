package dev.unroll.kernels;

/// One implementation of every kernel family. All sets give the same bits.
///
/// @param name `scalar` or `vector`
/// @param description what runs, for people: the set and its vector width
public record KernelSet(
    String name,
    String description,
    GemmKernel gemm,
    ActivationKernel activation,
    SoftmaxKernel softmax,
    EmbeddingKernel embedding,
    UpdateKernel update,
    RnnKernel rnnTanh,
    RnnKernel rnnRelu,
    LstmKernel lstm,
    LstmKernel lstmRelu,
    PeepholeLstmKernel peepholeLstm,
    ProjectedLstmKernel projectedLstm,
    GruKernel gru,
    ResetAfterGruKernel resetAfterGru,
    SimplifiedGruKernel simplifiedGru,
    JordanKernel jordan,
    ArithmeticKernel arithmetic,
    ElementwiseKernel elementwise,
    ReductionKernel reduction,
    LossKernel loss,
    LayerNormKernel layerNorm,
    ConvolutionKernel convolution) {}
