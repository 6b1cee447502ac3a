/// Every differentiable operation as one static function of [dev.unroll.autograd.op.Ops], with the small types
/// that they take and give. The operations themselves are one file each in the packages beneath, a package
/// for each family; they know neither `Ops` nor users, who know nothing but `Ops`.
package dev.unroll.autograd.op;
