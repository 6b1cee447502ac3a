/// Training and scoring on Apache Spark. Training is one barrier stage whose tasks run the library's own trainer and
/// speak to one another over sockets; Spark gives them their data and a place to run. This is no module: the name of
/// Spark's jar cannot be that of one, and Spark's programs run on the class path.
package dev.unroll.spark;
