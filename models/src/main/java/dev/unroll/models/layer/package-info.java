/// Layers: parameters with names, and what they compute on a tape. A layer's constructor takes a
/// [Scope], which names and draws its parameters, and its sizes; its `forward` takes a [Pass] and
/// variables. Layers hold no state: what a recurrent layer carries on is a [State] or
/// [RecurrentState] of the caller's, so that one layer serves many readers at once. Names and
/// layouts are those of torch.nn wherever torch.nn has the layer.
package dev.unroll.models.layer;
